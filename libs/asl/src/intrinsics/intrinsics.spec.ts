import { describe, expect, it } from '@jest/globals';
import type { Json } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { CallFailed, compileCall } from './compile-call.js';
import { parseCall } from './parse-call.js';

const INPUT = { name: 'Ada', list: [1, 2, 2, 3], nested: { 'a, b': 5 }, text: 'Hello {}', json: '{"a":1}' };
const scope = scopeOf(INPUT, () => ({ Execution: { Name: 'e-1' } }), { variables: { who: 'Bob' }, draw: () => 0.5 });
const call = (text: string): Json | CallFailed => compileCall(text)(scope);
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
    'States.ArrayLength($.missing)',
    'States.ArrayLength($unknown)',
  ])('%s fails with a value', (text) => {
    expect(call(text.replace("'{'", "'\\{'"))).toBeInstanceOf(CallFailed);
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
  ])('%s is refused', (text, expected) => {
    expect(why(text)).toContain(expected);
  });
});
