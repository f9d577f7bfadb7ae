import { describe, expect, it } from '@jest/globals';
import type { Json } from '../machine.js';
import { definedReferencePath } from './defined-path.js';
import { insert } from './insert.js';

const inserted = (input: Json, path: string, value: Json): Json | undefined =>
  insert(input, definedReferencePath(path), value);

describe('inserting at a Reference Path', () => {
  it.each<[input: Json, path: string, output: Json | undefined]>([
    [{ a: 1 }, '$', 'new'],
    [{ a: 1 }, '$.b', { a: 1, b: 'new' }],
    [{ a: 1 }, '$.a', { a: 'new' }],
    [{}, '$.a.b.c', { a: { b: { c: 'new' } } }],
    [{ a: { x: 1 } }, '$.a.b', { a: { x: 1, b: 'new' } }],
    [{ a: [1, 2] }, '$.a[1]', { a: [1, 'new'] }],
    [{ a: [{ b: 1 }] }, '$.a[0].c', { a: [{ b: 1, c: 'new' }] }],
    [[1], '$[0]', ['new']],
    [{ a: [1] }, '$.a[1]', undefined],
    [{ a: 5 }, '$.a.b', undefined],
    [{ a: null }, '$.a.b', undefined],
    [{ a: [1] }, '$.a.b', undefined],
    [{}, '$.a[0]', undefined],
    ['text', '$.a', undefined],
    [null, '$.a', undefined],
  ])('%j at %s gives %j', (input, path, output) => {
    expect(inserted(input, path, 'new')).toEqual(output);
  });

  it('leaves its input as it is, and shares what has not changed', () => {
    const input = { a: { b: 1 }, other: { c: 2 } };
    const output = inserted(input, '$.a.b', 2) as typeof input;
    expect(input).toEqual({ a: { b: 1 }, other: { c: 2 } });
    expect(output.other).toBe(input.other);
  });

  it('sets a field named __proto__, never the prototype', () => {
    const output = inserted({}, '$.__proto__.polluted', true) as object;
    expect(JSON.stringify(output)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((output as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
