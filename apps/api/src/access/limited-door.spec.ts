import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryBroker, memoryKafka } from '#kafka/testing';
import { ApiStage } from '../testing/api-stage.js';
import { settingsFrom } from '../configuration.js';

const LIMIT = 5;
/** So many at once that a machine which answers them in some seconds has too many within one. */
const TOO_MANY = 20 * LIMIT;
let stage: ApiStage;

beforeAll(async () => {
  const broker = memoryBroker();
  stage = await ApiStage.open({
    connect: () => memoryKafka(broker),
    settings: { answerMs: 200, partitions: 1 },
    environment: { BACKSTEP_ACCESS_KEYS: 'ADA:a-long-secret,BEN:b-long-secret', BACKSTEP_RATE_LIMIT: String(LIMIT) },
  });
});
afterAll(() => stage.close());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const ask = (headers: Record<string, string>) => fetch(`${stage.url}/api/executions`, { headers });
const asking = (times: number, headers: Record<string, string>) =>
  Promise.all(Array.from({ length: times }, () => ask(headers)));

describe('whoever asks too often', () => {
  it('is told to wait, while others are answered, and is answered again a second later', async () => {
    const answers = await asking(TOO_MANY, basic('ADA', 'a-long-secret'));
    const late = answers.filter(({ status }) => status === 429);
    expect(late.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(LIMIT);
    expect(late[0]!.headers.get('retry-after')).toBe('1');
    expect(await late[0]!.json()).toMatchObject({ type: 'urn:backstep:problem:too-many', status: 429 });
    expect((await ask(basic('BEN', 'b-long-secret'))).status).toBe(200);
    for (let status = 429; status !== 200;) ({ status } = await ask(basic('ADA', 'a-long-secret')));
  });

  it('is told so in AWS’s words by Step Functions’ own operations', async () => {
    // None of these is signed: refusals of one address are counted apart, and spare who has a key.
    const answers = await Promise.all(Array.from({ length: TOO_MANY }, () => stage.call('ListStateMachines')));
    const throttled = answers.filter(({ errorType }) => errorType?.endsWith('#ThrottlingException'));
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled[0]).toMatchObject({ status: 400, body: { message: 'Rate exceeded' } });
    expect(throttled[0]!.headers.get('retry-after')).toBe('1');
    expect((await ask(basic('BEN', 'b-long-secret'))).status).toBe(200);
  });
});

describe('the limit', () => {
  it('is off where this machine alone can come in, and can be set or taken off', () => {
    const key = { BACKSTEP_ACCESS_KEYS: 'ADA:a-long-secret' };
    expect(settingsFrom({}).rateLimit).toBeUndefined();
    expect(settingsFrom({ BACKSTEP_RATE_LIMIT: '5' }).rateLimit).toBe(5);
    expect(settingsFrom(key).rateLimit).toBe(1_000);
    expect(settingsFrom({ ...key, BACKSTEP_RATE_LIMIT: '0' }).rateLimit).toBeUndefined();
  });
});
