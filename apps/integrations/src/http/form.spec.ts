import { describe, expect, it } from '@jest/globals';
import { ARRAY_FORMATS, formOf } from './form.js';

const told = (text: string): string => decodeURIComponent(text);

describe('a form', () => {
  it('has the fields as texts, and nothing for null', () => {
    expect(formOf({ name: 'Zoë & co', amount: 7, paid: true, note: null }, 'INDICES')).toBe(
      'name=Zo%C3%AB+%26+co&amount=7&paid=true&note=',
    );
  });

  it('writes lists in the format that was asked for', () => {
    expect(ARRAY_FORMATS.map((format) => told(formOf({ a: ['x', 'y'] }, format)))).toEqual([
      'a[0]=x&a[1]=y',
      'a=x&a=y',
      'a=x,y',
      'a[]=x&a[]=y',
    ]);
  });

  it('writes what is within objects and lists behind their names', () => {
    expect(told(formOf({ card: { no: 1, owners: [{ name: 'Ada' }] } }, 'INDICES'))).toBe(
      'card[no]=1&card[owners][0][name]=Ada',
    );
  });
});
