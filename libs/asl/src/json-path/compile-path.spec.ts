import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../machine.js';
import { compilePath } from './compile-path.js';
import { scopeOf } from '../testing/scope-of.js';
import { definedPath } from './defined-path.js';

const input: Json = {
  name: 'Ann',
  nothing: null,
  zero: 0,
  'c d': { e: [1, 2] },
  items: [
    { id: 1, price: 5, tags: ['a'] },
    { id: 2, price: 15, sold: true },
    { id: 3, price: '15' },
  ],
  numbers: [10, 11, 12, 13, 14],
  'back\\slash': true,
};
const context = (): JsonObject => ({ Execution: { Id: 'signup:1' } });
const variables = { answer: { list: [1, 2], text: 'x' }, none: null };
const read = (path: string, from: Json = input): Json | undefined =>
  compilePath(definedPath(path))(scopeOf(from, context, { variables }));

describe('reading a path', () => {
  it.each<[path: string, found: Json | undefined]>([
    ['$', input],
    ['$.name', 'Ann'],
    ['$.nothing', null],
    ['$.zero', 0],
    ["$['c d'].e[1]", 2],
    ["$['back\\slash']", true],
    ['$.numbers[-1]', 14],
    ['$.numbers[9]', undefined],
    ['$.missing', undefined],
    ['$.missing.deeper', undefined],
    ['$.name.length', undefined],
    ['$.numbers.length', undefined],
    ['$.numbers.name', undefined],
    ['$$', { Execution: { Id: 'signup:1' } }],
    ['$$.Execution.Id', 'signup:1'],
    ['$$.Execution.Nope', undefined],
    ['$answer', variables.answer],
    ['$answer.list[1]', 2],
    ['$none', null],
    ['$none.a', undefined],
    ['$nobody', undefined],
    ['$nobody.a', undefined],
    ['$__proto__', undefined],
    ['$.numbers.length()', 5],
    ["$.['c d'].length()", 1],
    ['$.items[*].length()', 3],
    ['$.name.length()', undefined],
    ['$.missing.length()', undefined],
    ["$['c d'].keys()", ['e']],
    ['$.numbers.sum()', undefined],
  ])('%s', (path, found) => {
    expect(read(path)).toEqual(found);
  });

  it.each<[path: string, found: Json]>([
    ['$.numbers[*]', [10, 11, 12, 13, 14]],
    ['$.items[*].id', [1, 2, 3]],
    ['$.items[*].sold', [true]],
    ['$.numbers[1:3]', [11, 12]],
    ['$.numbers[:2]', [10, 11]],
    ['$.numbers[:0]', []],
    ['$.numbers[-2:]', [13, 14]],
    ['$.numbers[::2]', [10, 12, 14]],
    ['$.numbers[0,3,9]', [10, 13]],
    ['$..id', [1, 2, 3]],
    ['$..e[0]', [1]],
    ['$.items[?(@.sold)].id', [2]],
    ['$.items[?(!(@.sold))].id', [1, 3]],
    ['$.items[?(@.price >= 5 && @.price < 10)].id', [1]],
    ['$.items[?(@.price == 15)].id', [2]],
    ['$.items[?(@.price == "15")].id', [3]],
    ['$.items[?(@.price != 15)].id', [1, 3]],
    ['$.items[?(@.id == 1 || @.id == 3)].id', [1, 3]],
    ["$.items[?(@.tags[0] == 'a')].id", [1]],
    ["$.items[?(@.tags == ['a'])].id", [1]],
    ['$.items[?(@.id in [1, 3])].id', [1, 3]],
    ['$.items[?(@.id nin [1, 3])].id', [2]],
    ["$.items[?(@.tags subsetof ['a', 'b'])].id", [1]],
    ["$.items[?(@.tags anyof ['b', 'a'])].id", [1]],
    ["$.items[?(@.tags noneof ['b'])].id", [1]],
    ["$.items[?(@.tags contains 'a')].id", [1]],
    ['$.items[?(@.tags size 1)].id', [1]],
    ['$.items[?(@.tags empty false)].id', [1]],
    ['$.items[?(@.tags.length() == 1)].id', [1]],
    ['$[?(@.name =~ /a.*/i)].zero', [0]],
    ['$[?(@.name =~ /n/)].zero', []],
    ['$[?(@.zero =~ /0/)].zero', []],
    ['$.items[?(@.id in $.numbers)].id', []],
    ['$.items[?(@.id > $.zero)].id', [1, 2, 3]],
    ['$.numbers[?(@ > 12)]', [13, 14]],
    ["$[?(@.name == 'Ann')].zero", [0]],
    ['$answer.list[*]', [1, 2]],
    ['$answer.list[?(@ == $.list[0])]', [1]],
    ['$nobody[*]', []],
    ['$.missing[*]', []],
    ['$.missing[1:5]', []],
    ['$.name[*]', []],
    ["$['name','zero']", { name: 'Ann', zero: 0 }],
    ["$['name','missing']", { name: 'Ann' }],
    ["$.items[*]['id','price']", [1, 5, 2, 15, 3, '15']],
  ])('%s finds %j', (path, found) => {
    expect(read(path)).toEqual(found);
  });

  it('sees own fields only', () => {
    expect(read('$.constructor')).toBeUndefined();
    expect(read('$.__proto__')).toBeUndefined();
    expect(read('$.toString', 'text')).toBeUndefined();
    expect(read('$.__proto__.x', JSON.parse('{"__proto__":{"x":1}}'))).toBe(1);
    expect(read('$..constructor', JSON.parse('{"a":{"constructor":2}}'))).toEqual([2]);
  });

  it('asks for the context object only if the path begins there', () => {
    const asked = compilePath(definedPath('$.name'))(
      scopeOf(input, () => {
        throw new Error('nobody asked');
      }),
    );
    expect(asked).toBe('Ann');
  });

  it('descends into an input that is nested deeper than the stack is high', () => {
    let deep: Json = { leaf: 1 };
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(read('$..leaf', deep)).toEqual([1]);
  });
});
