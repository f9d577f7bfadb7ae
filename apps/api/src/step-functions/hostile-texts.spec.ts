import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';
import { idIn, Operators } from '../testing/operators.js';

const roleArn = 'arn:aws:iam::000000000000:role/any';
const partitions = { BACKSTEP_PARTITIONS: '1' };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SCRIPT = `<script>alert("1")</script><img src=x onerror='alert(2)'>{{7*7}}\${7*7}`;
/** As far as a state's name may go. */
const STATE = '<script>alert("1")</script>';

let stage: ApiStage;
let operators: Operators;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(partitions), silent),
    environment: partitions,
  });
  operators = new Operators(stage);
});
afterAll(() => stage.close());

const waits = (seconds = 600, more: object = {}) =>
  JSON.stringify({
    StartAt: STATE,
    States: { [STATE]: { Type: 'Wait', Seconds: seconds, Comment: SCRIPT, End: true } },
    ...more,
  });

describe('a script in a text', () => {
  let stateMachineArn: string | undefined;
  let executionArn: string | undefined;
  beforeAll(async () => {
    const tags = [{ key: 'team', value: 'a+b=c@d' }];
    const definition = waits(600, { Comment: SCRIPT, SearchAttributes: { said: '$.said' } });
    ({ stateMachineArn } = await stage.done('CreateStateMachine', { name: 'texts', definition, roleArn, tags }));
    await stage.done('PublishStateMachineVersion', { stateMachineArn, description: SCRIPT });
    const input = JSON.stringify({ said: SCRIPT });
    ({ executionArn } = await stage.done('StartExecution', { stateMachineArn, name: 'one', input }));
    const why = { by: SCRIPT, why: SCRIPT, error: SCRIPT, cause: SCRIPT };
    expect((await operators.post(`/executions/${idIn('texts:one')}/stop`, why)).status).toBe(200);
    await until(
      'it has ended',
      async () => (await operators.get(`/executions/${idIn('texts:one')}`)).body['status'] === 'ABORTED',
    );
  });

  it.each([
    ['of a definition', 'DescribeStateMachine', () => ({ stateMachineArn })],
    ['of an input and a cause', 'DescribeExecution', () => ({ executionArn })],
    ['of a history', 'GetExecutionHistory', () => ({ executionArn })],
    [
      'of a test',
      'TestState',
      () => ({ definition: JSON.stringify({ Type: 'Pass', Result: SCRIPT, End: true }), roleArn }),
    ],
    ['of what does not validate', 'ValidateStateMachineDefinition', () => ({ definition: waits(-1) })],
  ])('%s comes back as it was, in an answer that is never a page', async (_, operation, input) => {
    const { status, headers, body } = await stage.call(operation, input());
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(JSON.stringify(body)).toContain('alert(');
  });

  it.each(['', '/events', '/history'])('is told to operators as it was: /executions/{id}%s', async (path) => {
    const { status, headers, body } = await operators.get(`/executions/${idIn('texts:one')}${path}`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(JSON.stringify(body)).toContain(JSON.stringify(SCRIPT).slice(1, -1));
  });

  it('is searched for as a text, and told in errors as one', async () => {
    const query = (said: string) => `/executions?attributes=${encodeURIComponent(JSON.stringify({ said }))}`;
    expect((await operators.get(query(SCRIPT))).body.items).toHaveLength(1);
    expect((await operators.get(query(`' OR '1'='1`))).body.items).toEqual([]);
    const nobody = await operators.get(`/executions/${idIn(SCRIPT)}`);
    expect([nobody.status, nobody.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('leads no line of a metric astray', async () => {
    const text = await (await fetch(`${stage.url}/metrics`)).text();
    for (const line of text.split('\n').filter(Boolean))
      expect(line).toMatch(/^(#|[a-z0-9_]+(\{[^}]*\})? ([0-9.e+-]+|NaN)$)/i);
    expect(text).not.toContain('<script>');
  });
});

describe('a name that plays tricks', () => {
  const tricks = [
    '../../etc/passwd',
    '..%2f..%2fx',
    'a/b',
    'a\\b',
    'a\u0000b',
    'a b',
    'a\nb',
    '<b>',
    'a:b',
    '{a}',
    '$(id)',
    '`id`',
    'x'.repeat(81),
    '',
  ];
  it.each(tricks)('is no name of a state machine, an execution, an activity or an alias: %j', async (name) => {
    const refused = /^(InvalidName|ValidationException)$/;
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:texts';
    const asked: readonly [string, object][] = [
      ['CreateStateMachine', { name, definition: waits(), roleArn }],
      ['StartExecution', { stateMachineArn, name }],
      ['CreateActivity', { name }],
      [
        'CreateStateMachineAlias',
        { name, routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }] },
      ],
    ];
    for (const [operation, input] of asked) {
      const { status, errorType } = await stage.call(operation, input);
      expect([operation, status, errorType?.split('#')[1]]).toEqual([operation, 400, expect.stringMatching(refused)]);
    }
  });

  it('leaves nothing behind', async () => {
    expect((await stage.done('ListStateMachines', {})).stateMachines).toHaveLength(1);
    expect((await stage.done('ListActivities', {})).activities).toEqual([]);
  });
});
