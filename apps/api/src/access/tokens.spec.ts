import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';
import { AUDIENCE, TestIssuer } from '../testing/test-issuer.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const WAITS = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
const roleArn = 'arn:aws:iam::000000000000:role/any';

let issuer: TestIssuer;
let stage: ApiStage;

beforeAll(async () => {
  const broker = memoryBroker();
  issuer = await TestIssuer.open();
  const partitions = { BACKSTEP_PARTITIONS: '1' };
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(partitions), silent),
    environment: {
      ...partitions,
      BACKSTEP_ACCESS_KEYS: 'OPERATOR:a-long-secret:operator',
      BACKSTEP_OIDC_ISSUER: issuer.url,
      BACKSTEP_OIDC_AUDIENCE: AUDIENCE,
    },
  });
});
afterAll(async () => {
  await stage.close();
  issuer.close();
});

const bearer = async (role: string, sub = 'ada') => ({
  authorization: `Bearer ${await issuer.sign({ sub, roles: [role] })}`,
});
const call = async (operation: string, input: object, headers: Record<string, string>) =>
  stage.post(JSON.stringify(input), {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${operation}`,
    ...headers,
  });
const ask = async (path: string, headers: Record<string, string> = {}, body?: object) => {
  const init = body && { method: 'POST', body: JSON.stringify(body) };
  return fetch(`${stage.url}${path}`, { ...init, headers: { 'content-type': 'application/json', ...headers } });
};

describe('whoever brings a token', () => {
  it('does with Step Functions’ own operations what his role lets him', async () => {
    const made = await call('CreateStateMachine', { name: 'm', definition: WAITS, roleArn }, await bearer('admin'));
    expect(made.status).toBe(200);
    const { stateMachineArn } = made.body as { stateMachineArn: string };
    const start = { stateMachineArn, name: 'one', input: '{}' };
    const refused = await call('StartExecution', start, await bearer('reader'));
    expect(refused.errorType).toContain('#AccessDeniedException');
    expect(refused.body).toMatchObject({
      message: expect.stringContaining('takes the role operator; this one has reader'),
    });
    expect((await call('StartExecution', start, await bearer('operator'))).status).toBe(200);
  });

  it('has a Task tested with a mock, and called only if he may change what can be run', async () => {
    const Parameters = { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nowhere' };
    const Resource = 'arn:aws:states:::states:startExecution';
    const test = { definition: JSON.stringify({ Type: 'Task', Resource, Parameters, End: true }), roleArn };
    const mock = { errorOutput: { error: 'Mocked' } };
    expect((await call('TestState', { ...test, mock }, await bearer('reader'))).body).toMatchObject({
      error: 'Mocked',
    });
    const refused = await call('TestState', test, await bearer('operator'));
    expect(refused.errorType).toContain('#AccessDeniedException');
    expect((await call('TestState', test, await bearer('admin'))).body).toMatchObject({
      error: 'StepFunctions.StateMachineDoesNotExistException',
    });
  });

  it('reads /api and /metrics, and is recorded by the name that the issuer knows him by', async () => {
    for (const path of ['/api/executions', '/metrics'])
      expect((await ask(path, await bearer('reader'))).status).toBe(200);
    const stop = { by: 'somebody', why: 'enough' };
    const stopped = await ask('/api/executions/m:one/stop', await bearer('operator', 'eve@example.org'), stop);
    expect(stopped.status).toBe(200);
    const log = JSON.stringify(await (await ask('/api/executions/m:one/events', await bearer('reader'))).json());
    expect(log).toContain('somebody (user eve@example.org)');
  });

  it('is challenged, in each one’s form, when it is missing or not taken', async () => {
    const missing = await ask('/api/executions');
    expect([missing.status, missing.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer')]);
    const wrong = await ask('/api/executions', { authorization: 'Bearer x.y.z' });
    expect(wrong.status).toBe(401);
    expect(await wrong.json()).toMatchObject({ detail: expect.stringContaining('The bearer token is not taken') });
    const { errorType } = await call('ListStateMachines', {}, { authorization: 'Bearer x.y.z' });
    expect(errorType).toContain('#UnrecognizedClientException');
  });

  it('stands beside who has a key', async () => {
    const basic = `Basic ${Buffer.from('OPERATOR:a-long-secret').toString('base64')}`;
    expect((await ask('/api/executions', { authorization: basic })).status).toBe(200);
  });

  it('follows a stream no longer than the token is good', async () => {
    // A token's time has no fractions, and a minute is forgiven: that is two to three seconds.
    const token = await issuer.sign({ roles: ['reader'] }, { expires: -57 });
    const response = await ask('/api/executions/stream', { authorization: `Bearer ${token}` });
    expect(response.status).toBe(200);
    await expect(response.text().catch(() => 'cut off')).resolves.toBeDefined();
  });
});
