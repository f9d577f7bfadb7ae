import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Min, ValidateNested } from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { checked, isChecked } from './checked.js';

class Line {
  @IsString()
  sku!: string;

  @IsInt()
  @Min(1)
  quantity: number = 1;
}

class Basket {
  @IsOptional()
  @IsString()
  note?: string;

  @ValidateNested({ each: true })
  @Type(() => Line)
  lines!: Line[];
}

describe('an input', () => {
  it('becomes an instance of its class, with the defaults that the class gives', async () => {
    const result = await checked(Line)({ sku: 'book' });
    expect(result).toEqual({ ok: true, value: Object.assign(new Line(), { sku: 'book', quantity: 1 }) });
    expect((result as { value: object }).value).toBeInstanceOf(Line);
  });

  it('keeps fields that the class does not know: they may be added', async () => {
    expect(await checked(Line)({ sku: 'book', colour: 'red' })).toMatchObject({ ok: true, value: { colour: 'red' } });
  });

  it('is refused with the name of every field that is wrong', async () => {
    expect(await checked(Line)({ quantity: 0 })).toEqual({
      ok: false,
      problems: ['sku must be a string', 'quantity must not be less than 1'],
    });
  });

  it('is refused with the path of a field that is wrong within', async () => {
    expect(await checked(Basket)({ lines: [{ sku: 'book' }, { sku: 7 }] })).toEqual({
      ok: false,
      problems: ['lines.1.sku must be a string'],
    });
  });

  it.each([null, 'text', 7, true, [{}]])('that is %p is no object', async (value) => {
    expect(await checked(Line)(value)).toMatchObject({ ok: false });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('cannot smuggle in another %s', async (key) => {
    const value: unknown = JSON.parse(`{"${key}":{"sku":"book","quantity":1}}`);
    expect(await checked(Line)(value)).toMatchObject({ ok: false });
    expect(await checked(Basket)({ lines: [value] })).toMatchObject({ ok: false });
    expect(Object.prototype).not.toHaveProperty('sku');
  });

  it('is left as it is where the class has no rules', () => {
    expect([isChecked(Line), isChecked(Object), isChecked(class {}), isChecked(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
