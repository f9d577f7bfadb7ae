import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveApi, settingsFrom as apiSettings } from '#api';
import { memoryKafka } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { TestParticipant } from '#participant/testing';
import { sfnSettingsFrom } from '../configuration.js';
import { OtherSide } from '../testing/other-side.js';
import { SfnModule } from './sfn.module.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const ADMIN = { AWS_ACCESS_KEY_ID: 'SFN', AWS_SECRET_ACCESS_KEY: 'a-long/secret+' };
const READER = { AWS_ACCESS_KEY_ID: 'READER', AWS_SECRET_ACCESS_KEY: 'b-long-secret' };
const PARTITIONS = { BACKSTEP_PARTITIONS: '2' };

/** Asks one API by one participant for each test, that has what its environment says. */
let as: (keys: Readonly<Record<string, string>>, call: string, input: object) => ReturnType<TestParticipant['ask']>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backstep-sfn-'));
  const kafka = memoryKafka();
  const orchestrator = new Orchestrator(kafka, settingsFrom(PARTITIONS), silent);
  await orchestrator.start();
  const asking = { BACKSTEP_ACCESS_KEYS: 'SFN:a-long/secret+,READER:b-long-secret:reader' };
  const settings = apiSettings({ ...PARTITIONS, ...asking, BACKSTEP_DATA_DIR: folder });
  const api = await serveApi({ kafka, settings, log: silent, logger: false });
  await api.listen(0, '127.0.0.1');
  const SFN_ENDPOINT = (await api.getUrl()).replace('[::1]', '127.0.0.1');
  closing.push(
    () => api.close(),
    () => orchestrator.close(),
    () => kafka.close(),
    () => rm(folder, { recursive: true, force: true }),
  );
  as = async (keys, call, input) => {
    const module = SfnModule.with(sfnSettingsFrom({ SFN_ENDPOINT, ...keys })!);
    const sfn = await TestParticipant.start(module, { participant: 'sfn' });
    try {
      return await sfn.ask(sfn.command(`sfn.${call}`, input as never));
    } finally {
      await sfn.close();
    }
  };
});
afterAll(async () => {
  for (const close of closing) await close();
});

describe('an API that asks for keys', () => {
  it('does what a Task asks that is signed by one of them', async () => {
    const made = await as(ADMIN, 'createActivity', { Name: 'piñata "1"' });
    expect(made).toMatchObject({ error: 'Sfn.InvalidNameException' });
    expect(await as(ADMIN, 'createActivity', { Name: 'pack' })).toMatchObject({ type: 'SendTaskSuccess' });
    expect(await as(READER, 'listActivities', {})).toMatchObject({ output: { Activities: [{ Name: 'pack' }] } });
  });

  it('is told as whom a session is', async () => {
    const api = await new OtherSide().open();
    api.says(200, '{}');
    const keys = { ...ADMIN, AWS_SESSION_TOKEN: 'a-token', AWS_REGION: 'eu-west-1' };
    await as({ ...keys, SFN_ENDPOINT: api.url }, 'listActivities', {});
    await api.close();
    expect(api.seen.at(-1)!.headers).toMatchObject({
      'x-amz-security-token': 'a-token',
      authorization: expect.stringMatching(/SFN\/\d{8}\/eu-west-1\/states\/aws4_request.*x-amz-security-token/u),
    });
  });

  it.each([
    ['no key', {}, 'MissingAuthenticationTokenException', 'has no key to sign with: set AWS_ACCESS_KEY_ID and'],
    ['a key that it does not know', { ...ADMIN, AWS_ACCESS_KEY_ID: 'WHO' }, 'UnrecognizedClientException', 'key WHO'],
    [
      'another secret',
      { ...ADMIN, AWS_SECRET_ACCESS_KEY: 'c-long-secret' },
      'InvalidSignatureException',
      'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION where it runs',
    ],
    ['another region', { ...ADMIN, AWS_REGION: 'eu-west-1' }, 'InvalidSignatureException', 'key SFN for eu-west-1'],
    ['a key that may only read', READER, 'AccessDeniedException', 'signs with the key READER for us-east-1'],
  ])('refuses a Task of a participant with %s, and the Task says what to set', async (_, keys, error, advice) => {
    const refused = await as(keys, 'createActivity', { Name: 'no' });
    expect(refused).toMatchObject({
      error: `Sfn.${error}`,
      outcome: 'refused',
      cause: expect.stringContaining(advice),
    });
    expect(refused.cause).not.toContain('secret+');
  });
});

describe('keys', () => {
  it('come in pairs', () => {
    for (const name of Object.keys(ADMIN) as (keyof typeof ADMIN)[])
      expect(() => sfnSettingsFrom({ [name]: ADMIN[name] })).toThrow('belong together');
  });

  it('that are empty are none', () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '' };
    expect(sfnSettingsFrom({ SFN_ENDPOINT: 'http://127.0.0.1:1', ...none })).toEqual({
      endpoint: 'http://127.0.0.1:1',
    });
    expect(sfnSettingsFrom({ SFN_ENDPOINT: '', ...ADMIN })).toBeUndefined();
  });
});
