import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject, Scope } from '../machine.js';
import { scopeOf } from '../testing/scope-of.js';
import { compileExpression, expressionIn, wrongType, type States } from './compile-expression.js';
import { compileJsonataTemplate } from './compile-template.js';

const AT = Date.UTC(2026, 10, 25, 12, 0, 0, 5);
const input = { a: { b: 1 }, list: [1, 2, 3, 4, 5], text: 'x' };
const on = (variables: JsonObject = {}, draws = [0.25, 0.5, 0.75]): Scope =>
  scopeOf(input, () => ({ State: { Name: 'Only' } }), { variables, at: AT, draw: () => draws.shift() ?? 0 });
const run = async (text: string, scope = on(), states: States = { input }) =>
  compileExpression(text, 'Output/x')(scope, states);
const value = async (text: string, scope?: Scope): Promise<Json> => {
  const result = await run(text, scope);
  if (!result.ok) throw new Error(result.cause);
  return result.value;
};

describe('a text', () => {
  it.each<[string, string | undefined]>([
    ['{% $x %}', '$x'],
    ['{%$x%}', '$x'],
    ['{% $x\n + 1 %}', '$x\n + 1'],
    [' {% $x %}', undefined],
    ['{% $x %} ', undefined],
    ['$x', undefined],
    ['{% %', undefined],
  ])('%j holds the expression %j', (text, expression) => {
    expect(expressionIn(text)).toBe(expression);
  });
});

describe('an expression', () => {
  it('sees $states, the context object and variables', async () => {
    const states = { input, result: { r: 1 }, errorOutput: { Error: 'E' } };
    expect(await run('$states.result.r + $states.input.a.b', on(), states)).toEqual({ ok: true, value: 2 });
    expect(await run('$states.errorOutput', on(), states)).toEqual({ ok: true, value: { Error: 'E' } });
    expect(await value('$states.context.State.Name')).toBe('Only');
    expect(await value('$uppercase($states.context.State.Name)')).toBe('ONLY');
    expect(await value('$v.w[0]', on({ v: { w: [7] } }))).toBe(7);
    expect(await value('$states')).toEqual({ input, context: { State: { Name: 'Only' } } });
    expect(await value('$keys($states)')).toEqual(['input', 'context']);
  });

  it.each([
    '-2.5 % -2.5',
    '0 * -1',
    '-0',
    '$round(-0.4)',
    '$floor(-0)',
    '[0 * -1][0]',
    '$ceil(-0.4)',
    '$min([0 * -1])',
  ])('%s is no negative zero, which JSON does not have', async (text) =>
    expect(Object.is(await value(text), 0)).toBe(true),
  );

  it('asks for the context object only where it is read', async () => {
    const scope = {
      ...on(),
      context: () => {
        throw new Error('nobody asked');
      },
    };
    expect(await value('$states.input.a.b', scope)).toBe(1);
    expect(await value('$sum($states.input.list)', scope)).toBe(15);
  });

  it("fails in Step Functions' words where it gives nothing", async () => {
    for (const text of ['$doesNotExist', '$states.input.nope', '$sum($states.input.nope)', '$states.result']) {
      expect(await run(text)).toEqual({
        ok: false,
        error: 'States.QueryEvaluationError',
        cause: `The JSONata expression '${text}' specified for the field 'Output/x' returned nothing (undefined).`,
        location: 'Output/x',
      });
    }
  });

  it("fails in Step Functions' words where it throws", async () => {
    expect(await run('$randomSeeded(1)')).toEqual({
      ok: false,
      error: 'States.QueryEvaluationError',
      cause:
        "The JSONata expression '$randomSeeded(1)' specified for the field 'Output/x' threw an error during evaluation. T1006: Attempted to invoke a non-function",
      location: 'Output/x',
    });
  });

  it("fails in Step Functions' words where its value has another type", () => {
    expect(wrongType('true', 'Items', 'array', true)).toMatchObject({
      cause:
        "The JSONata expression 'true' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'boolean' for value: true",
      location: 'Items',
    });
  });

  it.each(['$sum', 'function($x) { $x }', '$append(/a/, 1)', '{"a": [$sum]}'])('%s is not JSON', async (text) => {
    expect(await run(text)).toMatchObject({ ok: false, error: 'States.QueryEvaluationError' });
  });

  it('may be evaluated many times at once, each evaluation with limits and a scope of its own', async () => {
    const compiled = compileExpression('$map([1..50], function($i) { $random() * 0 + $v + $i })[0]', 'Output');
    const results = await Promise.all(
      [1, 2, 3, 4].map(async (v) => compiled(on({ v }, [v / 10, v / 10, v / 10]), { input })),
    );
    expect(results).toEqual([2, 3, 4, 5].map((each) => ({ ok: true, value: each })));
  });
});

describe('the functions of Step Functions', () => {
  it.each<[string, Json]>([
    ['$partition($states.input.list, 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$partition([1, 2], 5)', [[1, 2]]],
    ['$partition([1, 2, 3], 2.9)', [[1, 2], [3]]],
    ['$range(1, 10, 2)', [1, 3, 5, 7, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 1, 1)', [1]],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$hash("input data", "MD5")', '812f45842bc6d66ee14572ce20db8e86'],
    ['$random()', 0.25],
    ['[$random(), $random()]', [0.25, 0.5]],
    ['$random(7) = $random(7)', true],
    ['$length($uuid())', 36],
    ['$parse("{\\"a\\": [1, null]}")', { a: [1, null] }],
    ['$parse("-0") = 0', true],
    ['$parse("1.1")', 1.1],
  ])('%s', async (text, expected) => {
    expect(await value(text)).toEqual(expected);
  });

  it.each([
    '$partition([1], 0)',
    '$partition([1], "a")',
    '$range(1, 2, 0)',
    '$range(0, 1000000, 1)',
    '$range("a", 2, 1)',
    '$hash("a", "SHA-3")',
    '$hash("a")',
    '$parse("{")',
    '$parse(1)',
    '$random("a")',
    '$eval("1")',
  ])('%s fails', async (text) => {
    expect(await run(text)).toMatchObject({ ok: false, error: 'States.QueryEvaluationError' });
  });

  it('have the time and the chance of the scope', async () => {
    expect(await value('$millis()')).toBe(AT);
    expect(await value('$now()')).toBe('2026-11-25T12:00:00.005Z');
    expect(await value('$now("[Y0001]/[M01]")')).toBe('2026/11');
    expect(await value('$toMillis("10:30", "[H]:[m]")')).toBe(Date.UTC(2026, 10, 25, 10, 30));
    expect(await value('$toMillis("2024-01-01T00:00:00")')).toBe(Date.UTC(2024, 0, 1));
    expect(await value('$shuffle([1, 2, 3])')).toEqual([3, 2, 1]);
    expect(await value('$uuid()', on({}, Array<number>(40).fill(0.5)))).toBe('88888888-8888-4888-8888-888888888888');
  });
});

const filled = async (template: Json, location = 'Output') =>
  compileJsonataTemplate(template, location)(on({ v: 5 }), { input });

describe('a template', () => {
  it('has expressions wherever texts may stand, and all else as it is', async () => {
    expect(
      await filled({
        a: '{% $v %}',
        b: [1, '{% $sum($states.input.list) %}', { c: '{% $states.input.a %}' }],
        d: '$v',
        e: null,
      }),
    ).toEqual({ ok: true, value: { a: 5, b: [1, 15, { c: { b: 1 } }], d: '$v', e: null } });
    expect(await filled('{% $v %}')).toEqual({ ok: true, value: 5 });
  });

  it('gives at once what needs no library, and the same object where nothing is in it to evaluate', () => {
    const constant = { a: [1, { b: 'c' }] };
    expect(compileJsonataTemplate(constant, 'Output')(on(), { input })).toEqual({ ok: true, value: constant });
    expect(compileJsonataTemplate({ a: ['{% $states.input.a.b + 1 %}'] }, 'Output')(on(), { input })).toEqual({
      ok: true,
      value: { a: [2] },
    });
  });

  it('names the field that failed', async () => {
    expect(await filled({ a: { b: '{% $nope %}' } }, 'Assign')).toMatchObject({ location: 'Assign/a/b' });
    expect(await filled({ a: ['x', '{% $uppercase(1) %}', '{% $nope %}'] })).toMatchObject({ location: 'Output/a[1]' });
    expect(await filled('{% $nope %}', 'Arguments')).toMatchObject({ location: 'Arguments' });
  });

  it('keeps a field named __proto__ a field', async () => {
    const result = await filled(JSON.parse('{"__proto__": {"a": "{% $v %}"}}') as Json);
    expect(JSON.stringify(result)).toBe('{"ok":true,"value":{"__proto__":{"a":5}}}');
  });
});
