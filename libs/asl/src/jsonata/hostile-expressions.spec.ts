import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import jsonata from 'jsonata';
import type { Evaluated, Json } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { compileExpression } from './compile-expression.js';

const input = () => ({
  a: { b: 1 },
  list: [3, 1, 2],
  none: [],
  items: [
    { k: 'x', n: 1 },
    { k: 'y', n: 2 },
    { k: 'x', n: 3 },
  ],
  text: 'hello world',
  long: 'a'.repeat(50_000),
  big: Array.from({ length: 20_000 }, (_none, at) => at),
});
const scope = (on: Json, variables = {}) =>
  scopeOf(on, () => ({ State: { Name: 'S' } }), { variables, draw: () => 0.5, at: 0 });
const run = async (text: string, on: Json = input(), variables = {}): Promise<Evaluated<Json>> =>
  compileExpression(text, 'Output')(scope(on, variables), { input: on });

describe('a runaway expression', () => {
  it.each<[what: string, expression: string]>([
    ['a recursion without end', '($f := function($x) { 1 + $f($x) }; $f(1))'],
    ['a tail call without end', '($f := function($x) { $f($x + 1) }; $f(1))'],
    ['a long range', '[1..9999999]'],
    ['ranges in ranges', '[1..3000].([1..3000].([1..3000]))'],
    ['a list repeated by a path', '[1..90000].($states.input.big)'],
    ['a text that doubles', '($f := function($x, $n) { $n = 0 ? $x : $f($x & $x, $n - 1) }; $f("xxxxxxxx", 60))'],
    ['a list that doubles', '($f := function($x, $n) { $n = 0 ? $x : $f($append($x, $x), $n - 1) }; $f([1], 60))'],
    [
      'an object that doubles, written down',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $string($f(1, 60)))',
    ],
    [
      'an object that doubles, put into a text',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; "" & $f(1, 60))',
    ],
    [
      'objects that double, compared',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $f(1, 60) = $f(1, 60))',
    ],
    [
      'objects that double, told apart',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $distinct([$f(1, 60), $f(1, 60)]))',
    ],
    [
      'an object that doubles, returned',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $f(1, 60))',
    ],
    [
      'an object that doubles, cloned',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $f(1, 60) ~> |a|{"c": 1}|)',
    ],
    [
      'an object that doubles, looked through',
      '($f := function($x, $n) { $n = 0 ? $x : $f({"a": $x, "b": $x}, $n - 1) }; $count($f(1, 60).**))',
    ],
    [
      'lists that double, asked whether they are true',
      '($f := function($x, $n) { $n = 0 ? $x : $f($map([1, 2], function($i) { $x }), $n - 1) }; $f([0, 0], 60) ? 1 : 2)',
    ],
    [
      'lists that double, in a filter',
      '($f := function($x, $n) { $n = 0 ? $x : $f($map([1, 2], function($i) { $x }), $n - 1) }; $x := $f([0, 0], 60); [1, 2][$x])',
    ],
    [
      'lists that double, filtered by a function',
      '($f := function($x, $n) { $n = 0 ? $x : $f($map([1, 2], function($i) { $x }), $n - 1) }; $x := $f([0, 0], 60); $filter([1], function() { $x }))',
    ],
    [
      'lists that double, with a wildcard',
      '($f := function($x, $n) { $n = 0 ? $x : $f($map([1, 2], function($i) { $x }), $n - 1) }; {"a": $f([0, 0], 60)}.*)',
    ],
    ['a wide padding', '$pad("x", 1000000000)'],
    ['a long text of many', '$join([1..90000].("xxxxxxxxxxxxxxxxxxxx"), ",")'],
    ['a number format that goes round in circles', '$formatNumber(1, "0", {"grouping-separator": ""})'],
    [
      'a matcher that never ends',
      '($m := {"undefined": {"match": "x", "start": 0, "end": 0, "groups": [], "next": $lookup(?, "x")}}; $n := $lookup($m, ?); $match("x", function($s) { {"match": "x", "start": 0, "end": 0, "groups": [], "next": $n} }))',
    ],
    [
      'a date picture that can be read in many ways',
      '$toMillis("1111111111111111111111111111111111111111111111111x", "[Y]1[M]1[D]1[H]1[m]1[s]1[f]")',
    ],
    ['a regular expression that looks ahead to the end, many times', '$count($match($states.input.long, /a.*b|a/))'],
    ['a regular expression of a million states', '$contains("a", /((a{100}){100}){100}/)'],
    ['a reference back', '$contains("aa", /(a)\\1/)'],
    ['a large sort', '$sort([1..90000].{"n": $}, function($l, $r) { $l.n < $r.n })'],
    ['an order by', '[1..90000].{"n": $}^(>n)'],
    ['a function within a list, as what JSON has not', '[$sum]'],
    ['no function of that name', '$eval("1")'],
  ])(
    '%s ends as a failed evaluation',
    async (_what, expression) => {
      expect(await run(expression)).toMatchObject({
        ok: false,
        error: 'States.QueryEvaluationError',
        location: 'Output',
      });
    },
    20_000,
  );

  it.each<[what: string, expression: string, text: string]>([
    ['nested repetitions', '$contains($states.input, /^(a+)+$/)', `${'a'.repeat(50_000)}!`],
    ['alternatives that overlap', '$contains($states.input, /^(a|a)*$/)', `${'a'.repeat(50_000)}!`],
    ['many wildcards', '$contains($states.input, /.*.*.*.*=.*$/)', 'x'.repeat(50_000)],
    ['escapes of its own', String.raw`$contains($states.input, /\u0041\x42\/(?<name>c)[^]/)`, 'abc'],
  ])('a regular expression with %s is matched in time', async (_what, expression, text) => {
    expect(await run(expression, text)).toEqual({ ok: true, value: false });
  });

  it.each<[what: string, expression: string]>([
    ['a regular expression', '{"then": /x/}'],
    ['a regular expression under a computed name', '{"th" & "en": /x/}'],
    ['a function that was an argument', '(function($f) { {"then": $f} })(function($x) { 1 })'],
    ['a function of the library', '$append($sum, 1) ~> function($l) { {"then": $l[0]} }'],
    ['the next match', '{"then": /l/("hello").next}'],
    ['a grouping', '$states.input.items{"then": $sum}'],
    ['a binding', '($r := /x/; [$r]@$then[0].($then))'],
  ])('is not waited for, though its "then" is %s', async (_what, expression) => {
    expect(await run(expression)).toMatchObject({ ok: false });
  });
});

describe('an expression', () => {
  it.each<[what: string, expression: string]>([
    ['calls it', '$states.input.a()'],
    ['calls it as a variable', '($x := $states.input.a; $x(1))'],
    ['calls it under the name of a function', '($sum := $states.input.a; $sum(1))'],
    ['calls a variable that is named as a function', '$count(1)'],
    ['calls what it stands in', '$states.input.items.(k(1))'],
    ['groups a list that is empty', '$states.input.none{"a": 1}'],
    ['marks it as a list', '$states.input.list[]'],
    ['transforms it', '$states ~> |$states.input.a|{"changed": true}|'],
    [
      'transforms it by a clone of its own',
      '($clone := function($x) { $x }; $states.input ~> |a|{"changed": true}, ["b"]|)',
    ],
    ['sorts it', '$sort($states.input.list)'],
    ['orders it', '$states.input.items^(>n)'],
    ['shuffles it', '$shuffle($states.input.list)'],
  ])('leaves what it reads as it is, though it %s', async (_what, expression) => {
    const on = input();
    const variables = { count: { c: 1 } };
    await run(expression, on, variables);
    expect(on).toEqual(input());
    expect(Object.keys(on.list)).toEqual(['0', '1', '2']);
    expect(variables).toEqual({ count: { c: 1 } });
  });

  it.each([
    '{} ~> |$sum|{"implementation": "x"}|',
    '{"a": 1} ~> |$lookup({"s": $sum}, "s")|{"implementation": "x"}|',
    '($sum := 1; $sum)',
  ])('%s leaves the functions of others as they are', async (expression) => {
    await run(expression);
    expect(await run('$sum([1, 2])')).toEqual({ ok: true, value: 3 });
    expect(await jsonata('$sum([1, 2])').evaluate(undefined)).toBe(3);
  });

  it.each([
    '{"__proto__": {"polluted": true}}',
    '{"a": 1} ~> |$|{"__proto__": {"polluted": true}}|',
    '$merge([{"__proto__": {"polluted": true}}])',
    '$parse("{\\"__proto__\\":{\\"polluted\\":true}}")',
  ])('%s pollutes no prototype', async (expression) => {
    const result = await run(expression);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    if (result.ok) expect((result.value as unknown as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads no prototype', async () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(await run(`$states.input.${name}`)).toMatchObject({ ok: false });
      expect(await run(`$lookup($states.input, "${name}")`)).toMatchObject({ ok: false });
      expect(await run(`$${name}`)).toMatchObject({ ok: false });
    }
  });
});

const NAMES =
  'sum count max string length substring trim pad match contains replace split join formatNumber formatBase number ' +
  'floor round power sqrt boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse ' +
  'each type sort shuffle distinct base64encode encodeUrl toMillis fromMillis clone now millis random uuid hash parse ' +
  'partition range eval x';

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const part = tie('expression');
  const parts = (count: number) => fc.array(part, { minLength: count, maxLength: count });
  return {
    expression: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(...'1 -2.5 "a" "" null true $ $x $states $states.input $f /a+/ [] {} ** * %'.split(' ')),
      fc
        .tuple(fc.constantFrom(...NAMES.split(' ')), fc.array(part, { maxLength: 3 }))
        .map(([name, args]) => `$${name}(${args.join()})`),
      fc.constantFrom(...NAMES.split(' ')).map((name) => `$${name}`),
      fc
        .tuple(fc.constantFrom(...'+ - * / % & = != < > and or in ~> . ?: ??'.split(' ')), parts(2))
        .map(([sign, [a, b]]) => `(${a} ${sign} ${b})`),
      parts(2).map(([a, b]) => `(${a})[${b}]`),
      parts(2).map(([a, b]) => `(${a}){"then": ${b}}`),
      parts(2).map(([a, b]) => `{${a}: ${b}, "k": ${b}}`),
      parts(2).map(([a, b]) => `[${a}..${b}]`),
      parts(2).map(([a, b]) => `($x := ${a}; $f := function($x, $f) { ${b} }; $f($x, $f))`),
      parts(2).map(([a, b]) => `(function($f) { {"then": $f, "v": ${b}} })(${a})`),
      parts(3).map(([a, b, c]) => `(${a} ~> |${b}|${c}|)`),
      parts(2).map(([a, b]) => `(${a})^(>${b})`),
      parts(3).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      parts(2).map(([a, b]) => `(${a})@$v.(${b})`),
    ),
  };
});

const parses = (text: string): boolean => {
  try {
    jsonata(text);
    return true;
  } catch {
    return false;
  }
};

describe('any expression', () => {
  it('ends with JSON or as a failed evaluation, and changes nothing', async () => {
    const list = [1, [2, { a: 'b' }]];
    const on = { list, none: [], ...(JSON.parse('{"then": {"next": 1}}') as object), _jsonata_lambda: true };
    const before = JSON.stringify(on);
    await fc.assert(
      fc.asyncProperty(expression.filter(parses), async (text) => {
        const result = await run(text, on, { x: on });
        if (result.ok) expect(JSON.parse(JSON.stringify(result.value))).toEqual(result.value);
        else expect(result.error).toBe('States.QueryEvaluationError');
        expect(JSON.stringify(on)).toBe(before);
        expect(Object.keys(list)).toEqual(['0', '1']);
      }),
      { numRuns: 1_500 },
    );
  }, 60_000);
});
