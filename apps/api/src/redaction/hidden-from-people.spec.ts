import { SFN } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { listen, StubParticipant, type JoinedParticipant } from '#orchestrator/testing';
import { ApiStage } from '../testing/api-stage.js';
import { definition, shop } from '../testing/blocked-undo.js';

const SECRET = 'a-pin-nobody-may-see';
const KEYS = { ADMIN: 'key-of-the-admin', READER: 'key-of-the-reader' };
const partitions = { BACKSTEP_PARTITIONS: '1' };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const our = shop();
const roleArn = 'arn:aws:iam::000000000000:role/any';
const id = 'order:a';
const executionArn = `arn:aws:states:us-east-1:000000000000:execution:${id}`;

let stage: ApiStage;
let participant: JoinedParticipant;
let sfn: { readonly ADMIN: SFN; readonly READER: SFN };
const broker = memoryBroker();

const basic = (who: keyof typeof KEYS) => ({
  authorization: `Basic ${Buffer.from(`${who}:${KEYS[who]}`).toString('base64')}`,
});
const client = (who: keyof typeof KEYS) =>
  new SFN({
    endpoint: stage.url,
    region: 'us-east-1',
    credentials: { accessKeyId: who, secretAccessKey: KEYS[who] },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
const read = async (path: string, who: keyof typeof KEYS = 'ADMIN') => {
  const response = await fetch(`${stage.url}/api${path}`, { headers: basic(who) });
  const text = await response.text();
  expect([path, response.status, text]).toEqual([path, 200, text]);
  return text;
};

beforeAll(async () => {
  const connect = () => memoryKafka(broker);
  stage = await ApiStage.open({
    connect,
    owner: (kafka) => new Orchestrator(kafka, settingsFrom(partitions), silent),
    environment: {
      ...partitions,
      BACKSTEP_ACCESS_KEYS: `ADMIN:${KEYS.ADMIN},READER:${KEYS.READER}:reader`,
      BACKSTEP_REDACT: '$..pin, order:$.customer',
    },
  });
  const kafka = connect();
  await kafka.ensureTopics([{ topic: 'shop.commands', partitions: 1, config: {} }]);
  participant = await listen(kafka, 'shop', new StubParticipant((command) => our.verdict(command)));
  sfn = { ADMIN: client('ADMIN'), READER: client('READER') };
  const { stateMachineArn } = await sfn.ADMIN.createStateMachine({ name: 'order', definition, roleArn });
  const input = JSON.stringify({ customer: SECRET, pin: SECRET, sku: 'book' });
  await sfn.ADMIN.startExecution({ stateMachineArn, name: 'a', input });
  const producer = await kafka.producer();
  const forged = { type: 'SendTaskSuccess', taskToken: 'forged', output: { pin: SECRET } };
  const { inbox } = stage.api.settings.topics;
  await producer.send([{ topic: inbox, partition: 0, key: id, value: JSON.stringify(forged) }]);
  await until('it waits for a person', async () => (await read('/executions')).includes('"BLOCKED"'));
});
afterAll(async () => {
  sfn.ADMIN.destroy();
  sfn.READER.destroy();
  await participant.close();
  await stage.close();
});

describe('what an operator hides', () => {
  const paths = [
    '/executions',
    `/executions/${id}`,
    `/executions/${id}/events`,
    `/executions/${id}/history`,
    `/executions/${id}/undo-plan`,
    '/dead-letters/engine',
  ];
  it.each(paths)('is not shown by %s, whatever the role', async (path) => {
    const text = await read(path);
    expect(text).not.toContain(SECRET);
    if (path !== '/dead-letters/engine' && path !== '/executions') expect(text).toContain('book');
    expect(text).toContain('(redacted)');
  });

  it('is not shown by a stream', async () => {
    const controller = new AbortController();
    const response = await fetch(`${stage.url}/api/executions/${id}/events/stream`, {
      headers: basic('READER'),
      signal: controller.signal,
    });
    let text = '';
    for await (const bytes of response.body!) {
      text += Buffer.from(bytes as Uint8Array).toString('utf8');
      if (text.includes('CompensationBlocked')) break;
    }
    controller.abort();
    expect(text).toContain('(redacted)');
    expect(text).not.toContain(SECRET);
  });

  it('is on the log as it was, which is the truth', async () => {
    const { log } = stage.api.settings.topics;
    const reader = await memoryKafka(broker).reader([log]);
    let text = '';
    await reader.readToEnd({ topic: log, partition: 0 }, 0, (records) => {
      for (const { value } of records) text += value?.toString('utf8') ?? '';
    });
    expect(text).toContain(SECRET);
  });

  it('is in what Step Functions’ operations answer programs, and not who may only read', async () => {
    const told = async (who: keyof typeof KEYS) =>
      JSON.stringify([
        await sfn[who].describeExecution({ executionArn }),
        await sfn[who].getExecutionHistory({ executionArn }),
      ]);
    expect(await told('ADMIN')).toContain(SECRET);
    const read = await told('READER');
    expect(read).not.toContain(SECRET);
    expect(read).toContain('book');
  });
});

describe('the log of a process', () => {
  it('has no secret of a caller, and no payload', async () => {
    const wrong = { authorization: `Basic ${Buffer.from('ADMIN:a-wrong-guess').toString('base64')}` };
    await fetch(`${stage.url}/api/executions`, { headers: wrong });
    await fetch(`${stage.url}/api/executions`, { headers: { authorization: 'Bearer a.bearer.token' } });
    await stage.call('StartExecution', { stateMachineArn: 'x', input: SECRET });
    const told = JSON.stringify(stage.told);
    for (const secret of [SECRET, ...Object.values(KEYS), 'a-wrong-guess', 'a.bearer.token'])
      expect(told).not.toContain(secret);
  });
});
