import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compile } from './compile.js';
import type { CompiledState, Json, JsonObject, Scope } from './machine.js';
import { signup, task } from './testing/signup.js';
import { validate } from './validation/validate.js';
import { scopeOf } from './testing/scope-of.js';

const codes = (definition: unknown): string[] => validate(definition).map(({ code }) => code);

const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
};

/** Evaluates everything that a compiled state can evaluate. */
async function exercise(state: CompiledState, scope: Scope, value: Json): Promise<void> {
  switch (state.Type) {
    case 'Task':
      await Promise.all([
        state.effectiveInput(scope),
        state.output(scope, value),
        state.timeoutSeconds(scope),
        state.heartbeatSeconds(scope),
        state.Compensate?.input(scope, { input: value }),
        ...state.Catch.map(({ output }) => output(scope, { Error: 'E', Cause: 'c' })),
      ]);
      return;
    case 'Choice':
      await state.choose(scope);
      return;
    case 'Wait':
      await Promise.all([state.until(scope, 0), state.output(scope)]);
      return;
    case 'Fail':
      await state.failure(scope);
      return;
    case 'Pass':
    case 'Succeed':
      await state.output(scope);
      return;
    case 'Parallel':
      await Promise.all([state.effectiveInput(scope), state.output(scope, value)]);
      return;
    case 'Map':
      await Promise.all([
        state.items(scope),
        state.itemInput(scope, value),
        state.maxConcurrency(scope),
        state.toleratedFailurePercentage(scope),
        state.output(scope, value),
      ]);
  }
}

const NAMES =
  'Type Next End Choices Variable And Not IsNull Retry Catch ErrorEquals Parameters a.$ Compensate Resource ResultPath ' +
  '__proto__ constructor toString StartAt States Saga';
const names = fc.constantFrom(...NAMES.split(' '));
const leaves = fc.oneof(
  fc.constantFrom<Json>(
    'Task',
    'Pass',
    'Choice',
    'Wait',
    'Fail',
    '$',
    '$.a',
    '$..a',
    '$[?(@.a)]',
    'kafka:a.b',
    '$v.a',
    "States.Format('{}', $.a)",
    'States.ArrayLength($)',
    '{% $states.input.a %}',
    '{% $sum($v) & "x" %}',
    '{% $states.result ~> |a|{"b": 1}| %}',
    true,
    null,
    1,
  ),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { anyJson } = fc.letrec<{ anyJson: Json }>((tie) => ({
  anyJson: fc.oneof(
    { depthSize: 'small' },
    leaves,
    fc.array(tie('anyJson'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(names, fc.string()), tie('anyJson')), { maxLength: 6 })
      .map((each) => Object.fromEntries(each)),
  ),
}));

const kitchenSink = {
  ...signup,
  States: {
    ...signup.States,
    SendNotification: { ...task({ Next: 'Ask', InputPath: '$.a', OutputPath: '$$' }), End: undefined },
    Ask: {
      Type: 'Choice',
      Choices: [
        {
          And: [{ Variable: '$.a', StringMatches: 'a*' }, { Not: { Variable: '$.b', IsPresent: true } }],
          Next: 'Rest',
        },
      ],
      Default: 'Rest',
    },
    Rest: { Type: 'Wait', SecondsPath: '$.a', Next: 'Say' },
    Say: { Type: 'Pass', Parameters: { 'x.$': '$..a' }, ResultPath: '$.a.b', Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};
const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
const inner = { StartAt: 'In', States: { In: { Type: 'Pass', Output: '{% $states.input %}', End: true } } };
const jsonataSink = {
  QueryLanguage: 'JSONata',
  StartAt: 'Do',
  States: {
    Do: {
      Type: 'Task',
      Resource: 'kafka:a.b',
      Arguments: { a: ['{% $states.input.a %}', '{% $v %}'] },
      TimeoutSeconds: '{% $states.input.t %}',
      Assign: { v: '{% $states.result.v %}' },
      Output: { r: '{% $states.result %}', c: '{% $states.context %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Assign: { v: 1 }, Next: 'Ask' }],
      Compensate: { Resource: 'kafka:a.c', Arguments: { i: '{% $states.input %}' } },
      Next: 'Ask',
    },
    Ask: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.a = 1 %}', Assign: { v: 2 }, Output: '{% $v %}', Next: 'Rest' }],
      Default: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: '{% $states.input.a %}', Next: 'All' },
    All: {
      Type: 'Map',
      Items: '{% $states.input.items %}',
      ItemSelector: { i: '{% $states.context.Map.Item.Value %}' },
      MaxConcurrency: '{% $v %}',
      ToleratedFailurePercentage: '{% $v %}',
      ItemProcessor: inner,
      Next: 'Both',
    },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'Of', States: { Of: inner.States.In } }], Next: 'End' },
    End: { Type: 'Fail', Error: '{% $v %}', Cause: '{% $states.input.a & "" %}' },
  },
};

const placesIn = (value: Json, at: readonly string[] = []): (readonly string[])[] => [
  at,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => placesIn(inner as Json, [...at, name]))
    : []),
];

/** The definition with another value at one of its places. */
function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === name ? replaced(item as Json, rest, by) : item));
  return { ...(value as JsonObject), [name]: replaced((value as JsonObject)[name]!, rest, by) };
}

const context = (): JsonObject => ({ Execution: { Id: 'x' } });

describe('a hostile definition', () => {
  it('never makes compile throw, whatever JSON it is, and compile agrees with validate', () => {
    fc.assert(
      fc.property(anyJson, (definition) => {
        const refused = validate(definition).some(({ severity }) => severity === 'ERROR');
        expect(compile(definition).ok).toBe(!refused);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['JSONPath', plain(kitchenSink)],
    ['JSONata', plain(jsonataSink)],
  ])(
    'in %s is refused, or runs without throwing on any input, wherever a good one was changed',
    async (_language, sink) => {
      expect(compile(sink)).toMatchObject({ ok: true });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...placesIn(sink)), anyJson, anyJson, async (place, by, input) => {
          const result = compile(replaced(sink, place, by));
          if (!result.ok) return expect(result.problems.length).toBeGreaterThan(0);
          const scope = scopeOf(input, context, { variables: { v: by } });
          for (const state of result.machine.states.values()) await exercise(state, scope, by);
        }),
        { numRuns: 1_000 },
      );
    },
  );

  it('pollutes no prototype', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (template, input) => {
        const definition = {
          StartAt: 'A',
          States: {
            A: { Type: 'Pass', Parameters: { x: template, 'y.$': '$' }, ResultPath: '$.__proto__.polluted', End: true },
          },
        };
        const result = compile(definition);
        if (result.ok)
          for (const state of result.machine.states.values()) void exercise(state, scopeOf(input, context), null);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each<[what: string, definition: unknown, code: string]>([
    ['over a megabyte', { Comment: 'x'.repeat(1_048_577) }, 'TOO_LARGE'],
    ['over a megabyte of characters of three bytes', { Comment: '€'.repeat(400_000) }, 'TOO_LARGE'],
    [
      'of 100,000 choices',
      {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Choice',
            Choices: Array.from({ length: 100_000 }, () => ({ Variable: '$.a', IsNull: true, Next: 'A' })),
          },
        },
      },
      'TOO_LARGE',
    ],
    ['with objects nested very deep', nested(100_000, (inner) => ({ a: inner })), 'TOO_DEEP'],
    ['with arrays nested very deep', nested(100_000, (inner) => [inner]), 'TOO_DEEP'],
    ['with rules nested very deep', nested(400, (inner) => ({ Not: inner })), 'TOO_DEEP'],
    ['that repeats itself exponentially', nested(60, (inner) => [inner, inner]), 'TOO_LARGE'],
    ['with a function', { StartAt: () => 'A' }, 'NOT_JSON'],
    ['with a date', { StartAt: new Date(0) }, 'NOT_JSON'],
    ['with no number', { TimeoutSeconds: NaN }, 'NOT_JSON'],
    ['with a hole', { Retry: Array(3) }, 'NOT_JSON'],
    ['that is undefined', undefined, 'NOT_JSON'],
    ['that is a number beyond JSON', 10n, 'NOT_JSON'],
    ['that is a text', 'StartAt', 'WRONG_TYPE'],
  ])('%s is refused', (_what, definition, code) => {
    expect(codes(definition)).toEqual([code]);
  });

  it('that contains itself is refused', () => {
    const definition: Record<string, unknown> = {};
    definition['States'] = definition;
    expect(codes(definition)).toEqual(['TOO_DEEP']);
  });

  it('of 20,000 choices runs', async () => {
    const rules = Array.from({ length: 20_000 }, () => ({ Variable: '$.a', IsNull: true, Next: 'A' }));
    const result = compile({ StartAt: 'A', States: { A: { Type: 'Choice', Choices: rules } } });
    const state = result.ok ? result.machine.states.get('A') : undefined;
    expect(state?.Type === 'Choice' && (await state.choose(scopeOf({ a: 1 }, context)))).toMatchObject({
      error: 'States.NoChoiceMatched',
    });
  });

  it('of very many problems lists the first thousand, and says so', () => {
    const states = Object.fromEntries(Array.from({ length: 20_000 }, (_none, index) => [`S${index}`, {}]));
    const problems = validate({ StartAt: 'S0', States: states });
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)?.code).toBe('TOO_MANY_PROBLEMS');
  });

  it('of a long chain of states is walked without recursion', () => {
    const states = Object.fromEntries(
      Array.from({ length: 15_000 }, (_none, index) => [
        `S${index}`,
        index === 14_999 ? { Type: 'Succeed' } : { Type: 'Pass', Next: `S${index + 1}` },
      ]),
    );
    expect(compile({ StartAt: 'S0', States: states })).toMatchObject({ ok: true, warnings: [] });
  });
});
