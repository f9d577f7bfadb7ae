import { describe, expect, it } from '@jest/globals';
import { machineOf, signup, task } from '../testing/signup.js';
import { validate } from './validate.js';

type Fields = Record<string, unknown>;
type Case = readonly [breaks: string, definition: unknown, code: string, path: string];

const only = '$.States.Only';
const succeed = { Type: 'Succeed' };
const pass = (more: Fields = {}): Fields => machineOf({ Type: 'Pass', End: true, ...more });
const withTask = (more: Fields): Fields => machineOf(task(more));
const wait = (more: Fields): Fields => machineOf({ Type: 'Wait', End: true, ...more });
const fail = (more: Fields): Fields => machineOf({ Type: 'Fail', ...more });
const choices = (...rules: unknown[]): Fields => ({
  StartAt: 'Only',
  States: { Only: { Type: 'Choice', Choices: rules, Default: 'Done' }, Done: succeed },
});
const rule = (more: Fields): Fields => choices({ Variable: '$.a', Next: 'Done', ...more });
const retry = (...retriers: unknown[]): Fields => withTask({ Retry: retriers });
const caught = (...catchers: unknown[]): Fields => ({
  StartAt: 'Only',
  States: { Only: task({ Catch: catchers }), Done: succeed },
});
const without = (definition: Fields, field: string): Fields =>
  Object.fromEntries(Object.entries(definition).filter(([name]) => name !== field));
const compensate = (more: Fields): Fields => withTask({ Compensate: { Resource: 'kafka:order.cancel', ...more } });

const ERRORS: readonly Case[] = [
  ['being an object', [], 'WRONG_TYPE', '$'],
  ['being an object at all', null, 'WRONG_TYPE', '$'],
  ['having StartAt', without(pass(), 'StartAt'), 'MISSING_FIELD', '$'],
  ['having States', { StartAt: 'Only' }, 'MISSING_FIELD', '$'],
  ['StartAt being a name', { ...pass(), StartAt: 5 }, 'WRONG_TYPE', '$.StartAt'],
  ['StartAt naming a state', { ...pass(), StartAt: 'Nope' }, 'MISSING_TRANSITION_TARGET', '$.StartAt'],
  ['States being an object', { StartAt: 'Only', States: [] }, 'WRONG_TYPE', '$.States'],
  ['a state being an object', machineOf([] as unknown as Fields), 'WRONG_TYPE', only],
  ['TimeoutSeconds being a number', { ...pass(), TimeoutSeconds: '60' }, 'WRONG_TYPE', '$.TimeoutSeconds'],
  ['Version being 1.0', { ...pass(), Version: 1 }, 'WRONG_VALUE', '$.Version'],
  ['Comment being a text', { ...pass(), Comment: 1 }, 'WRONG_TYPE', '$.Comment'],
  ['QueryLanguage being known', { ...pass(), QueryLanguage: 'JMESPath' }, 'WRONG_VALUE', '$.QueryLanguage'],
  ['unknown top-level fields', { ...pass(), Nope: 1 }, 'UNKNOWN_FIELD', '$.Nope'],
  ['unknown state fields', pass({ nope: 1 }), 'UNKNOWN_FIELD', `${only}.nope`],
  ['fields of other states', pass({ Resource: 'kafka:a.b' }), 'UNKNOWN_FIELD', `${only}.Resource`],
  [
    'a field named __proto__',
    JSON.parse('{"StartAt":"A","States":{"A":{"Type":"Succeed","__proto__":{}}}}'),
    'UNKNOWN_FIELD',
    '$.States.A.__proto__',
  ],
  ['a field named constructor', pass({ constructor: 1 }), 'UNKNOWN_FIELD', `${only}.constructor`],
  ['states having a Type', machineOf({ End: true }), 'MISSING_FIELD', only],
  ['the Type being known', machineOf({ Type: 'constructor' }), 'WRONG_VALUE', `${only}.Type`],
  [
    'state names of up to 80 characters',
    { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: succeed } },
    'BAD_STATE_NAME',
    `$.States.${'x'.repeat(81)}`,
  ],
  ['Next or End', machineOf({ Type: 'Pass' }), 'NEXT_OR_END', only],
  ['not Next and End', machineOf({ Type: 'Pass', Next: 'Only', End: true }), 'NEXT_OR_END', only],
  ['End being a boolean', machineOf({ Type: 'Pass', End: 'true' }), 'WRONG_TYPE', `${only}.End`],
  ['End: false leading nowhere', machineOf({ Type: 'Pass', End: false }), 'NEXT_OR_END', only],
  ['Next naming a state', machineOf({ Type: 'Pass', Next: 'Nope' }), 'MISSING_TRANSITION_TARGET', `${only}.Next`],
  ['terminal states having no Next', machineOf({ Type: 'Succeed', Next: 'Only' }), 'UNKNOWN_FIELD', `${only}.Next`],
  ['Fail having no End', fail({ End: true }), 'UNKNOWN_FIELD', `${only}.End`],
  [
    'Default naming a state',
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }], Default: 'Nope' },
        B: succeed,
      },
    },
    'MISSING_TRANSITION_TARGET',
    '$.States.A.Default',
  ],
  [
    "a rule's Next naming a state",
    choices({ Variable: '$.a', IsNull: true, Next: 'Nope' }),
    'MISSING_TRANSITION_TARGET',
    `${only}.Choices[0].Next`,
  ],
  [
    "a catcher's Next naming a state",
    caught({ ErrorEquals: ['E'], Next: 'Nope' }),
    'MISSING_TRANSITION_TARGET',
    `${only}.Catch[0].Next`,
  ],

  ['Task having a Resource', machineOf({ Type: 'Task', End: true }), 'MISSING_FIELD', only],
  ['the Resource having a command', withTask({ Resource: 'kafka:order' }), 'UNKNOWN_RESOURCE', `${only}.Resource`],
  [
    'the Resource being lower case',
    withTask({ Resource: 'kafka:Order.place' }),
    'UNKNOWN_RESOURCE',
    `${only}.Resource`,
  ],
  ['TimeoutSeconds being positive', withTask({ TimeoutSeconds: 0 }), 'WRONG_TYPE', `${only}.TimeoutSeconds`],
  [
    'one form of time-out',
    withTask({ TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }),
    'CONFLICTING_FIELDS',
    `${only}.TimeoutSecondsPath`,
  ],
  [
    'one form of heartbeat',
    withTask({ HeartbeatSeconds: 5, HeartbeatSecondsPath: '$.t' }),
    'CONFLICTING_FIELDS',
    `${only}.HeartbeatSecondsPath`,
  ],
  [
    'the heartbeat being shorter',
    withTask({ HeartbeatSeconds: 5, TimeoutSeconds: 5 }),
    'HEARTBEAT_NOT_SHORTER',
    `${only}.HeartbeatSeconds`,
  ],
  [
    'TimeoutSecondsPath naming one node',
    withTask({ TimeoutSecondsPath: '$.t[*]' }),
    'BAD_PATH',
    `${only}.TimeoutSecondsPath`,
  ],
  [
    'HeartbeatSecondsPath naming one node',
    withTask({ HeartbeatSecondsPath: '$..t' }),
    'BAD_PATH',
    `${only}.HeartbeatSecondsPath`,
  ],
  [
    'CompensateOnFailure being a boolean',
    withTask({ CompensateOnFailure: 'yes' }),
    'WRONG_TYPE',
    `${only}.CompensateOnFailure`,
  ],

  ['InputPath being a path', pass({ InputPath: 'a.b' }), 'BAD_PATH', `${only}.InputPath`],
  ['InputPath being a text', pass({ InputPath: 5 }), 'WRONG_TYPE', `${only}.InputPath`],
  ['OutputPath being a path', pass({ OutputPath: '$.a[' }), 'BAD_PATH', `${only}.OutputPath`],
  ['ResultPath naming one node', pass({ ResultPath: '$.a[*]' }), 'BAD_PATH', `${only}.ResultPath`],
  ['ResultPath not being in the context', pass({ ResultPath: '$$.a' }), 'BAD_PATH', `${only}.ResultPath`],
  ['Parameters being an object', pass({ Parameters: '$.a' }), 'WRONG_TYPE', `${only}.Parameters`],
  [
    'a path behind .$',
    pass({ Parameters: { list: [{ 'a.$': 'b' }] } }),
    'BAD_PATH',
    `${only}.Parameters.list[0]['a.$']`,
  ],
  ['a text behind .$', pass({ Parameters: { 'a.$': 5 } }), 'WRONG_TYPE', `${only}.Parameters['a.$']`],
  ['a field once', pass({ Parameters: { 'a.$': '$', a: 1 } }), 'DUPLICATE_FIELD', `${only}.Parameters['a.$']`],
  [
    'ResultSelector being a template',
    withTask({ ResultSelector: { 'a.$': '$.' } }),
    'BAD_PATH',
    `${only}.ResultSelector['a.$']`,
  ],

  ['Retry being a list', withTask({ Retry: {} }), 'WRONG_TYPE', `${only}.Retry`],
  ['a Retrier having ErrorEquals', retry({}), 'MISSING_FIELD', `${only}.Retry[0]`],
  ['ErrorEquals not being empty', retry({ ErrorEquals: [] }), 'EMPTY_LIST', `${only}.Retry[0].ErrorEquals`],
  ['ErrorEquals being names', retry({ ErrorEquals: [5] }), 'WRONG_TYPE', `${only}.Retry[0].ErrorEquals[0]`],
  [
    'IntervalSeconds not being negative',
    retry({ ErrorEquals: ['E'], IntervalSeconds: -1 }),
    'WRONG_TYPE',
    `${only}.Retry[0].IntervalSeconds`,
  ],
  [
    'MaxAttempts being whole',
    retry({ ErrorEquals: ['E'], MaxAttempts: 1.5 }),
    'WRONG_TYPE',
    `${only}.Retry[0].MaxAttempts`,
  ],
  [
    'BackoffRate being at least 1',
    retry({ ErrorEquals: ['E'], BackoffRate: 0.5 }),
    'WRONG_TYPE',
    `${only}.Retry[0].BackoffRate`,
  ],
  [
    'MaxDelaySeconds being positive',
    retry({ ErrorEquals: ['E'], MaxDelaySeconds: 0 }),
    'WRONG_TYPE',
    `${only}.Retry[0].MaxDelaySeconds`,
  ],
  [
    'JitterStrategy being known',
    retry({ ErrorEquals: ['E'], JitterStrategy: 'HALF' }),
    'WRONG_VALUE',
    `${only}.Retry[0].JitterStrategy`,
  ],
  ['a Retrier having no Next', retry({ ErrorEquals: ['E'], Next: 'Only' }), 'UNKNOWN_FIELD', `${only}.Retry[0].Next`],
  [
    'States.ALL being alone',
    retry({ ErrorEquals: ['E', 'States.ALL'] }),
    'STATES_ALL_NOT_ALONE',
    `${only}.Retry[0].ErrorEquals`,
  ],
  [
    'States.ALL being last',
    retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }),
    'STATES_ALL_NOT_LAST',
    `${only}.Retry[0].ErrorEquals`,
  ],
  ['a Catcher having Next', caught({ ErrorEquals: ['E'] }), 'MISSING_FIELD', `${only}.Catch[0]`],
  [
    "a Catcher's ResultPath naming one node",
    caught({ ErrorEquals: ['E'], Next: 'Done', ResultPath: '$..a' }),
    'BAD_PATH',
    `${only}.Catch[0].ResultPath`,
  ],
  [
    'States.ALL being alone in Catch',
    caught({ ErrorEquals: ['E', 'States.ALL'], Next: 'Done' }),
    'STATES_ALL_NOT_ALONE',
    `${only}.Catch[0].ErrorEquals`,
  ],
  [
    'States.ALL being last in Catch',
    caught({ ErrorEquals: ['States.ALL'], Next: 'Done' }, { ErrorEquals: ['E'], Next: 'Done' }),
    'STATES_ALL_NOT_LAST',
    `${only}.Catch[0].ErrorEquals`,
  ],
  ['Pass having no Retry', pass({ Retry: [] }), 'UNKNOWN_FIELD', `${only}.Retry`],

  ['a Wait having a form', wait({}), 'WAIT_FORMS', only],
  ['a Wait having one form', wait({ Seconds: 1, SecondsPath: '$.s' }), 'WAIT_FORMS', only],
  ['Seconds being whole', wait({ Seconds: 1.5 }), 'WRONG_TYPE', `${only}.Seconds`],
  ['Seconds not being negative', wait({ Seconds: -1 }), 'WRONG_TYPE', `${only}.Seconds`],
  ['Timestamp being one', wait({ Timestamp: '2016-03-14 01:59:00Z' }), 'BAD_TIMESTAMP', `${only}.Timestamp`],
  ['SecondsPath naming one node', wait({ SecondsPath: '$.a[*]' }), 'BAD_PATH', `${only}.SecondsPath`],
  ['TimestampPath naming one node', wait({ TimestampPath: '$.a[0:1]' }), 'BAD_PATH', `${only}.TimestampPath`],

  ['one form of Error', fail({ Error: 'E', ErrorPath: '$.e' }), 'CONFLICTING_FIELDS', `${only}.ErrorPath`],
  ['one form of Cause', fail({ Cause: 'E', CausePath: '$.e' }), 'CONFLICTING_FIELDS', `${only}.CausePath`],
  ['Error being a text', fail({ Error: 5 }), 'WRONG_TYPE', `${only}.Error`],
  ['ErrorPath naming one node', fail({ ErrorPath: '$.*' }), 'BAD_PATH', `${only}.ErrorPath`],
  ['Fail having no InputPath', fail({ InputPath: '$' }), 'UNKNOWN_FIELD', `${only}.InputPath`],

  ['a Choice having Choices', machineOf({ Type: 'Choice' }), 'MISSING_FIELD', only],
  ['Choices not being empty', choices(), 'EMPTY_LIST', `${only}.Choices`],
  ['a rule being an object', choices(5), 'WRONG_TYPE', `${only}.Choices[0]`],
  ['a Choice having no End', machineOf({ Type: 'Choice', Choices: [], End: true }), 'UNKNOWN_FIELD', `${only}.End`],
  ['a rule having Next', choices({ Variable: '$.a', IsNull: true }), 'MISSING_FIELD', `${only}.Choices[0]`],
  ['a rule having an operator', rule({}), 'CHOICE_OPERATOR', `${only}.Choices[0]`],
  ['a rule having one operator', rule({ IsNull: true, IsString: true }), 'CHOICE_OPERATOR', `${only}.Choices[0]`],
  [
    'a rule having one form',
    rule({ IsNull: true, Not: { Variable: '$.a', IsNull: true } }),
    'CHOICE_RULE_FORMS',
    `${only}.Choices[0]`,
  ],
  ['an operator having a Variable', choices({ IsNull: true, Next: 'Done' }), 'CHOICE_RULE_FORMS', `${only}.Choices[0]`],
  [
    'And having no Variable',
    rule({ And: [{ Variable: '$.a', IsNull: true }] }),
    'CHOICE_RULE_FORMS',
    `${only}.Choices[0]`,
  ],
  ['And having rules', choices({ And: [], Next: 'Done' }), 'EMPTY_LIST', `${only}.Choices[0].And`],
  ['Or being a list', choices({ Or: {}, Next: 'Done' }), 'WRONG_TYPE', `${only}.Choices[0].Or`],
  ['Not being a rule', choices({ Not: [], Next: 'Done' }), 'WRONG_TYPE', `${only}.Choices[0].Not`],
  [
    'Next standing at the top of a rule only',
    choices({ Not: { Variable: '$.a', IsNull: true, Next: 'Done' }, Next: 'Done' }),
    'UNKNOWN_FIELD',
    `${only}.Choices[0].Not.Next`,
  ],
  [
    'Variable naming one node',
    choices({ Variable: '$.a[*]', IsNull: true, Next: 'Done' }),
    'BAD_PATH',
    `${only}.Choices[0].Variable`,
  ],
  ['a number for NumericEquals', rule({ NumericEquals: '1' }), 'WRONG_TYPE', `${only}.Choices[0].NumericEquals`],
  ['a text for StringEquals', rule({ StringEquals: 1 }), 'WRONG_TYPE', `${only}.Choices[0].StringEquals`],
  ['a boolean for IsPresent', rule({ IsPresent: 'true' }), 'WRONG_TYPE', `${only}.Choices[0].IsPresent`],
  [
    'a timestamp for TimestampEquals',
    rule({ TimestampEquals: 'noon' }),
    'BAD_TIMESTAMP',
    `${only}.Choices[0].TimestampEquals`,
  ],
  [
    'a path for NumericEqualsPath',
    rule({ NumericEqualsPath: 'b' }),
    'BAD_PATH',
    `${only}.Choices[0].NumericEqualsPath`,
  ],
  ['a known operator', rule({ StringMatchesPath: '$.b' }), 'UNKNOWN_FIELD', `${only}.Choices[0].StringMatchesPath`],

  ['Compensate having a Resource', withTask({ Compensate: {} }), 'MISSING_FIELD', `${only}.Compensate`],
  [
    'Compensate.Resource being ours',
    compensate({ Resource: 'arn:aws:lambda:x' }),
    'UNKNOWN_RESOURCE',
    `${only}.Compensate.Resource`,
  ],
  [
    'Compensate.Parameters being a template',
    compensate({ Parameters: { 'a.$': 'x' } }),
    'BAD_PATH',
    `${only}.Compensate.Parameters['a.$']`,
  ],
  [
    "Compensate's heartbeat being shorter",
    compensate({ TimeoutSeconds: 5, HeartbeatSeconds: 6 }),
    'HEARTBEAT_NOT_SHORTER',
    `${only}.Compensate.HeartbeatSeconds`,
  ],
  [
    "States.ALL being last in the undo's Retry",
    compensate({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }),
    'STATES_ALL_NOT_LAST',
    `${only}.Compensate.Retry[0].ErrorEquals`,
  ],
  ['an undo having no undo (R18)', compensate({ Compensate: {} }), 'UNKNOWN_FIELD', `${only}.Compensate.Compensate`],
  ['an undo having no Catch', compensate({ Catch: [] }), 'UNKNOWN_FIELD', `${only}.Compensate.Catch`],
  ['Pass having no Compensate', pass({ Compensate: {} }), 'UNKNOWN_FIELD', `${only}.Compensate`],
  ['Saga being an object', { ...pass(), Saga: 'COMPENSATE' }, 'WRONG_TYPE', '$.Saga'],
  ['OnAbort being known', { ...pass(), Saga: { OnAbort: true } }, 'WRONG_VALUE', '$.Saga.OnAbort'],
  ['OnTimeout being known', { ...pass(), Saga: { OnTimeout: 'none' } }, 'WRONG_VALUE', '$.Saga.OnTimeout'],
  ['OnUndoFailure being known', { ...pass(), Saga: { OnUndoFailure: 'SKIP' } }, 'WRONG_VALUE', '$.Saga.OnUndoFailure'],
  [
    'CancelTimeoutSeconds being a number',
    { ...pass(), Saga: { CancelTimeoutSeconds: -1 } },
    'WRONG_TYPE',
    '$.Saga.CancelTimeoutSeconds',
  ],
  ['Saga having known fields', { ...pass(), Saga: { OnSuccess: 'NONE' } }, 'UNKNOWN_FIELD', '$.Saga.OnSuccess'],
  ['SearchAttributes being an object', { ...pass(), SearchAttributes: [] }, 'WRONG_TYPE', '$.SearchAttributes'],
  [
    'search attributes having names',
    { ...pass(), SearchAttributes: { '': '$.a' } },
    'BAD_SEARCH_ATTRIBUTES',
    "$.SearchAttributes['']",
  ],
  [
    'search attributes naming one node',
    { ...pass(), SearchAttributes: { a: '$.a[*]' } },
    'BAD_PATH',
    '$.SearchAttributes.a',
  ],
  [
    'search attributes being of the input',
    { ...pass(), SearchAttributes: { a: '$$.a' } },
    'BAD_PATH',
    '$.SearchAttributes.a',
  ],
];

const undone = { Compensate: { Resource: 'kafka:order.cancel' } };
const steps = (first: Fields, second: Fields): Fields => ({
  StartAt: 'First',
  States: { First: task({ ...first, Next: 'Second', End: undefined }), Second: task(second) },
});
const clean = (definition: unknown): unknown => JSON.parse(JSON.stringify(definition));

const WARNINGS: readonly Case[] = [
  [
    'every state being reachable',
    { StartAt: 'A', States: { A: succeed, B: { Type: 'Pass', Next: 'B' } } },
    'UNREACHABLE_STATE',
    '$.States.B',
  ],
  [
    'reserved errors being known',
    retry({ ErrorEquals: ['States.TimeOut'] }),
    'UNKNOWN_STATES_ERROR',
    `${only}.Retry[0].ErrorEquals[0]`,
  ],
  [
    'a retry having an interval',
    retry({ ErrorEquals: ['E'], IntervalSeconds: 0 }),
    'NO_RETRY_INTERVAL',
    `${only}.Retry[0].IntervalSeconds`,
  ],
  [
    'MaxDelaySeconds being reached',
    retry({ ErrorEquals: ['E'], IntervalSeconds: 9, MaxDelaySeconds: 5 }),
    'MAX_DELAY_BELOW_INTERVAL',
    `${only}.Retry[0].MaxDelaySeconds`,
  ],
  [
    'an undo seeing what it needs after an unknown outcome (R6)',
    compensate({ Parameters: { a: [{ 'id.$': '$.output.id' }] } }),
    'UNDO_NEEDS_OUTPUT',
    `${only}.Compensate.Parameters.a[0]['id.$']`,
  ],
  [
    'CompensateOnFailure having an undo',
    withTask({ CompensateOnFailure: true }),
    'NOTHING_TO_COMPENSATE',
    `${only}.CompensateOnFailure`,
  ],
  ['every step before others having an undo (R18)', clean(steps({}, undone)), 'STEP_WITHOUT_UNDO', '$.States.First'],
];

const VALID: readonly (readonly [what: string, definition: unknown])[] = [
  ['the signup saga', signup],
  ['a last step without undo', clean(steps(undone, {}))],
  ['steps without any undo', clean(steps({}, {}))],
  ['a name of 80 characters', { StartAt: '😀'.repeat(80), States: { ['😀'.repeat(80)]: succeed } }],
  ['a Fail without fields', fail({})],
  ['End: false beside Next', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B', End: false }, B: succeed } }],
  [
    'a Task that says everything once',
    withTask({
      Comment: 'c',
      QueryLanguage: 'JSONPath',
      InputPath: '$$.Execution.Input',
      TimeoutSecondsPath: '$$.Execution.Input.t',
      HeartbeatSecondsPath: '$.h',
      ResultPath: '$',
      OutputPath: '$.a[0]',
    }),
  ],
  [
    'States.ALL alone and last',
    retry(
      { ErrorEquals: ['E'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], BackoffRate: 1, JitterStrategy: 'FULL', MaxDelaySeconds: 60 },
    ),
  ],
  [
    'a nested rule',
    choices({
      Comment: 'c',
      And: [
        { Variable: '$.a', IsPresent: true },
        { Not: { Or: [{ Variable: '$$.State.Name', StringEqualsPath: '$.b' }] } },
      ],
      Next: 'Done',
    }),
  ],
  ['a Wait of no seconds', wait({ Seconds: 0 })],
];

const paths = (definition: unknown): string[] => validate(definition).map(({ code, path }) => `${code} ${path}`);

describe('validation', () => {
  it.each(ERRORS)('insists on %s', (_what, definition, code, path) => {
    const problem = validate(definition).find((each) => each.code === code && each.path === path);
    expect([paths(definition), problem?.severity]).toEqual([expect.arrayContaining([`${code} ${path}`]), 'ERROR']);
    expect(problem?.message).toMatch(/^["A-Z].*[.!]$/su);
  });

  it.each(WARNINGS)('warns about %s', (_what, definition, code, path) => {
    expect(validate(definition)).toEqual([expect.objectContaining({ severity: 'WARNING', code, path })]);
  });

  it.each(VALID)('takes %s', (_what, definition) => {
    expect(validate(definition)).toEqual([]);
  });

  it('tells everything that is wrong, not only the first', () => {
    const definition = { StartAt: 'Nope', Foo: 1, States: { Only: { Type: 'Wait', Seconds: -1, Timestamp: 'x' } } };
    expect(paths(definition).toSorted()).toEqual([
      'BAD_TIMESTAMP $.States.Only.Timestamp',
      'MISSING_TRANSITION_TARGET $.StartAt',
      'NEXT_OR_END $.States.Only',
      'NO_TERMINAL_STATE $.States',
      'UNKNOWN_FIELD $.Foo',
      'WAIT_FORMS $.States.Only',
      'WRONG_TYPE $.States.Only.Seconds',
    ]);
  });

  it('suggests the field that was meant', () => {
    expect(validate(pass({ inputPath: '$' }))[0]?.hint).toBe('Field names are case-sensitive: write "InputPath".');
  });

  it('writes the paths of unusual names in brackets', () => {
    const definition = { StartAt: "Ann's order", States: { "Ann's order": { Type: 'Pass' } } };
    expect(validate(definition)[0]?.path).toBe("$.States['Ann\\'s order']");
  });
});
