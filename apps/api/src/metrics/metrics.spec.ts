import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from '../testing/api-stage.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const KEYS = 'ADMIN:a-long-secret';
const broker = memoryBroker();
let stage: ApiStage;

const open = (environment: Readonly<Record<string, string>>) =>
  ApiStage.open({
    connect: () => memoryKafka(broker),
    owner: (kafka) => new Orchestrator(kafka, settingsFrom({ BACKSTEP_PARTITIONS: '2' }), silent),
    environment: { BACKSTEP_PARTITIONS: '2', ...environment },
  });

beforeAll(async () => {
  stage = await open({});
});
afterAll(() => stage.close());

async function metrics(headers: Readonly<Record<string, string>> = {}, of = stage) {
  const response = await fetch(`${of.url}/metrics`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('metrics', () => {
  it('count starts, ends and transitions by machine, and tell how it is now', async () => {
    const definition = JSON.stringify({
      StartAt: 'P',
      States: { P: { Type: 'Pass', Next: 'F' }, F: { Type: 'Fail' } },
    });
    const { stateMachineArn } = await stage.done('CreateStateMachine', {
      name: 'counted',
      definition,
      roleArn: 'arn:aws:iam::000000000000:role/any',
    });
    for (let n = 0; n < 3; n++) await stage.done('StartExecution', { stateMachineArn });
    await until('all have ended', async () => {
      const { executions } = await stage.done('ListExecutions', { stateMachineArn, statusFilter: 'FAILED' });
      return executions?.length === 3;
    });
    const { status, type, text } = await metrics();
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const lines = text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'backstep_executions_started_total{machine="counted"} 3',
        'backstep_executions_ended_total{machine="counted",status="FAILED"} 3',
        'backstep_state_transitions_total{machine="counted"} 6',
        'backstep_executions{machine="counted",status="FAILED"} 3',
        'backstep_dead_letters 0',
        'backstep_views_failing 0',
      ]),
    );
    expect(text).toMatch(/backstep_views_lag_records\{partition="1"\} 0/);
    expect(text).toMatch(/backstep_partition_epoch\{partition="0"\} \d/);
  });

  it('are for readers, where keys are asked for', async () => {
    const closed = await open({ BACKSTEP_ACCESS_KEYS: KEYS });
    expect((await metrics({}, closed)).status).toBe(401);
    const authorization = `Basic ${Buffer.from(KEYS).toString('base64')}`;
    expect((await metrics({ authorization }, closed)).status).toBe(200);
    await closed.close();
  });
});
