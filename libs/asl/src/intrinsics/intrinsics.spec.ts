import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Json } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { Failure } from '../failure.js';
import { compileCall } from './compile-call.js';
import { intrinsicNamed } from './intrinsics.js';
import { parseCall } from './parse-call.js';

const INPUT = {
  name: 'Ada',
  list: [1, 2, 2, 3],
  nested: { 'a, b': 5 },
  text: 'Hello {}',
  json: '{"a":1}',
  o: { a: 1, b: [], list: [null] },
};
const scope = scopeOf(INPUT, () => ({ Execution: { Name: 'e-1' } }), { variables: { who: 'Bob' }, draw: () => 0.5 });
const call = (text: string, on: Json = INPUT): Json | Failure => compileCall(text)({ ...scope, input: on });
const problem = (text: string, on?: Json): unknown => {
  const value = call(text, on);
  return value instanceof Failure ? value.problem : value;
};
const why = (text: string): string => {
  const parsed = parseCall(text);
  return parsed.ok ? '' : parsed.why;
};

describe('each of the 18 intrinsic functions', () => {
  it.each<[string, Json]>([
    ["States.Array(1, 'a', $.name, null, true)", [1, 'a', 'Ada', null, true]],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayContains($.list, 7)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('Data to encode é🆗')", 'RGF0YSB0byBlbmNvZGUgw6nwn4aX'],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGUgw6nwn4aX')", 'Data to encode é🆗'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ['States.JsonMerge(States.StringToJson(\'\\{"a":1\\}\'), $.nested, false)', { a: 1, 'a, b': 5 }],
    ['States.JsonToString($.nested)', '{"a, b":5}'],
    ['States.StringToJson($.json)', { a: 1 }],
    ['States.MathRandom(1, 11)', 6],
    ['States.MathAdd(111, -1)', 110],
    ["States.StringSplit('1.2+3.4', '.+')", ['1', '2', '3', '4']],
    ['States.UUID()', '88888888-8888-4888-8888-888888888888'],
    ["States.Format('Hi {}, \\'{}\\'', $.name, $who)", "Hi Ada, 'Bob'"],
    ['States.Format($.text, $$.Execution.Name)', 'Hello e-1'],
    ['States.Array()', []],
    ['States.Array(-1.5e2, false)', [-150, false]],
    ['States.ArrayContains(States.Array($.o), States.StringToJson(\'{"list":[null],"b":[],"a":1}\'))', true],
    ['States.ArrayRange(1, 0, 1)', []],
    ['States.ArrayGetItem($.o.list, 0)', null],
    ["States.Base64Decode('')", ''],
    ['States.JsonMerge($.o, $.nested, false)', { a: 1, b: [], list: [null], 'a, b': 5 }],
    ["States.StringToJson(' ')", null],
    ['States.MathAdd(4.3, 59)', 63],
    ["States.StringSplit('a,,b', ',')", ['a', 'b']],
    ["States.Format('{} and {}', $.o, $.list)", '{a=1, b=[], list=[null]} and [1, 2, 2, 3]'],
    ["States.Format('It\\'s \\{{}\\} \\\\ {}', 1, 'x')", "It's {1} \\ x"],
    ['States.Format($$.Execution.Name)', 'e-1'],
    ["States.Format('\\\\{} \\\\\\{} a\\\\b }', 1)", '\\1 \\{} a\\b }'],
    ["States.Array('{', '}{', '\\{')", ['{', '}{', '{']],
  ])('%s', (text, expected) => {
    expect(call(text)).toEqual(expected);
  });

  it('a seed gives the same number each time', () => {
    expect(call('States.MathRandom(1, 1000, 7)')).toBe(call('States.MathRandom(1, 1000, 7)'));
  });

  it.each([
    "States.ArrayPartition('no', 1)",
    'States.ArrayPartition($.list, 0)',
    'States.ArrayRange(1, 100000, 1)',
    'States.ArrayRange(1, 2, 0)',
    'States.ArrayGetItem($.list, 9)',
    "States.Base64Decode('*')",
    "States.Hash('a', 'SHA-3')",
    'States.JsonMerge($.nested, $.nested, true)',
    "States.StringToJson('{')",
    "States.MathAdd('1', 2)",
    "States.Format('{} {}', 1)",
    'States.ArrayGetItem($.list, -1)',
    'States.JsonMerge($.list, $.nested, false)',
    'States.MathAdd(2147483647, 1)',
    'States.MathRandom(1, 1)',
    "States.Format('no {braces', 'x')",
    "States.StringSplit('a', 1)",
  ])('%s fails with States.IntrinsicFailure', (text) => {
    expect(problem(text)).toEqual({
      ok: false,
      error: 'States.IntrinsicFailure',
      cause: expect.stringContaining(`The function '${text}' had the following error: `),
    });
  });

  it.each([
    "States.Format('no {braces', 'x')",
    "States.Format('{name}', 'x')",
    "States.Format('{ }', 'x')",
    "States.Format('{{}}', 'x')",
    String.raw`States.Format('{}: \\{ 1 \\}', 'x')`,
    String.raw`States.Format('{\}', 'x')`,
  ])('%s says as AWS does which brace is alone', (text) => {
    expect(problem(text)).toMatchObject({
      error: 'States.IntrinsicFailure',
      cause: expect.stringContaining("Invalid template in States.Format: matching '}' not found for '{'."),
    });
  });

  it('says as AWS does which path led to nothing', () => {
    expect(problem('States.Array(States.ArrayLength($.missing))')).toEqual({
      ok: false,
      error: 'States.Runtime',
      cause: `The function 'States.ArrayLength($.missing)' had the following error: The JsonPath argument for the field '$.missing' could not be found in the input '${JSON.stringify(INPUT)}'`,
    });
    expect(problem('States.ArrayLength($unknown)')).toMatchObject({ error: 'States.Runtime' });
  });

  it('does not write down a value that repeats a large part, nor one nested too deeply', () => {
    const many = Array.from({ length: 1_000 }, () => '$').join();
    const large = 'x'.repeat(200_000);
    for (const text of [
      `States.JsonToString(States.Array(${many}))`,
      `States.Format('${'{}'.repeat(1_000)}', ${many})`,
      `States.ArrayUnique(States.Array(${many}))`,
      `States.ArrayContains(States.Array(${many}), 1)`,
      `States.Hash(States.Array(${many}), 'MD5')`,
    ]) {
      expect(problem(text, large)).toMatchObject({ error: 'States.IntrinsicFailure' });
    }
    let deep: Json = [];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(problem('States.ArrayUnique($)', deep)).toMatchObject({ error: 'States.IntrinsicFailure' });
  });

  const values = fc.jsonValue({ maxDepth: 3 });
  const names =
    'Array ArrayContains ArrayGetItem ArrayLength ArrayPartition ArrayRange ArrayUnique Base64Decode Base64Encode ' +
    'Format Hash JsonMerge JsonToString MathAdd MathRandom StringSplit StringToJson UUID';
  it.each(names.split(' '))('States.%s never throws, whatever its arguments', (name) => {
    const { least, most, call: apply } = intrinsicNamed(`States.${name}`)!;
    const lists = fc.array(values, { minLength: least, maxLength: Math.min(most, 4) });
    fc.assert(fc.property(lists, (args) => void apply(args as Json[], scope)));
  });
});

describe('the grammar of calls', () => {
  it('a path may have commas and parentheses in its brackets', () => {
    expect(call("States.Array($.nested['a, b'], $.list[?(@ == 2)])")).toEqual([5, [2, 2]]);
  });

  it('calls may be nested ten deep, and no deeper', () => {
    const nested = (depth: number) => `${'States.Array('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(why(nested(10))).toBe('');
    expect(why(nested(11))).toContain('more than 10 deep');
  });

  it.each([
    ['States.Nope(1)', 'name of an intrinsic function'],
    ['States.UUID(1)', 'does not take 1 arguments'],
    ["States.Format('a)", "closing '"],
    ['States.Array(1) x', 'Nothing may follow'],
    ['States.Array("a")', 'was expected'],
    ["States.Format('\\x')", 'escape is not allowed'],
    ['States.Array(1,)', 'was expected'],
    ['States.Array(1 2)', "')' was expected"],
    ['States.Array($.a b)', "')' was expected"],
    ['States.Array($..a..b)', 'only once'],
    ['States.ArrayLength()', 'does not take 0'],
    [String.raw`States.StringToJson('{"a":"\"b\""}')`, 'escape is not allowed'],
    ['States.__proto__()', 'name of an intrinsic function'],
  ])('%s is refused', (text, expected) => {
    expect(why(text)).toContain(expected);
  });
});
