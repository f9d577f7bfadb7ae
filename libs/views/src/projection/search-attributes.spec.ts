import { describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import { compile } from '#asl';
import { attributePathsOf, attributesOf, readReference } from './search-attributes.js';

const input: Json = {
  customer: 'ada',
  'unit price': 12.5,
  "it's": true,
  lines: [{ sku: 'book' }, { sku: 'pen' }],
  'ä-1': 1,
  __proto__: null,
};

describe('a search attribute', () => {
  it.each<[path: string, found: Json | undefined]>([
    ['$', input],
    ['$.customer', 'ada'],
    ["$['unit price']", 12.5],
    ['$["unit price"]', 12.5],
    ["$['it\\'s']", true],
    ['$.lines[1].sku', 'pen'],
    ["$.lines[0]['sku']", 'book'],
    ['$.ä-1', 1],
    ['$.lines[2].sku', undefined],
    ['$.customer.length', undefined],
    ['$.constructor', undefined],
    ['$.lines.length', undefined],
    ['$.lines[*].sku', undefined],
    ['$..sku', undefined],
    ['$$.Execution.Id', undefined],
    ['customer', undefined],
    ['$.', undefined],
  ])('at %s', (path, found) => {
    expect(readReference(path, input)).toEqual(found);
  });

  it('is a text, a number or a truth value, and no long text', () => {
    const paths = { a: '$.a', b: '$.b', c: '$.c', d: '$.d', e: '$.e', f: '$.f', g: '$.g' };
    const value = { a: 'x', b: 0, c: false, d: null, e: [1], f: { g: 1 }, g: 'x'.repeat(257) };
    expect(attributesOf(paths, value)).toEqual({ a: 'x', b: 0, c: false });
  });

  it('is what the definition says, where the language allows it', () => {
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Succeed' } },
      SearchAttributes: { customer: "$.order['customer id']", 'first line': '$.lines[0].sku' },
    };
    expect(compile(definition)).toMatchObject({ ok: true });
    expect(attributePathsOf(definition)).toEqual(definition.SearchAttributes);
    for (const none of [undefined, null, 'x', ['$.a'], { a: 1 }] as Json[])
      expect(attributePathsOf({ SearchAttributes: none })).toEqual({});
  });
});
