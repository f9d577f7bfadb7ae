import 'reflect-metadata';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { integrationsFrom } from '#integrations';
import { connectKafka, type Kafka } from '#kafka';
import { contractBreaches, useBroker } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { bootstrapParticipant, type RunningParticipant } from '#participant';
import { freePort } from '#participant/testing';
import { ApiStage } from './testing/api-stage.js';
import { findRecordings } from './testing/recorded-calls.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const recordings = findRecordings();
const WITHIN_MS = 240_000;

let stage: ApiStage;
let kafka: Kafka;
let folder: string;
let lambdaPort: number;
let prefix: string;
const participants: RunningParticipant[] = [];

describe('the recorded cases, called over HTTP with a real Kafka behind', () => {
  if (recordings === undefined) {
    it.skip('recordings are not beside this checkout (../shared/conformance), so nothing was compared', () => {});
    return;
  }

  beforeAll(async () => {
    const { brokers, name } = await useBroker();
    // For the functions that the runner serves.
    lambdaPort = await freePort();
    prefix = `${name('recorded')}.`;
    const environment = {
      BACKSTEP_TOPIC_PREFIX: prefix,
      BACKSTEP_PARTITIONS: '4',
      LAMBDA_ENDPOINT: `http://127.0.0.1:${lambdaPort}`,
    };
    stage = await ApiStage.open({
      connect: () => connectKafka({ brokers }),
      owner: (its) => new Orchestrator(its, settingsFrom(environment), silent),
      environment,
    });
    kafka = connectKafka({ brokers });
    folder = await mkdtemp(join(tmpdir(), 'backstep-integrations-'));
    const shared = { kafka, dataDir: folder, topicPrefix: environment.BACKSTEP_TOPIC_PREFIX };
    for (const { module, options } of integrationsFrom(environment))
      participants.push(
        await bootstrapParticipant(module, { ...options, ...shared, databaseUrl: '', port: false, logger: false }),
      );
  }, 60_000);
  afterAll(async () => {
    await Promise.all(participants.map((one) => one.close()));
    await kafka.close();
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it(
    'are answered as AWS answered them',
    async () => {
      const { text, share } = await runCases(join(recordings, 'run.mjs'), stage.url, lambdaPort);
      const enough = share.L1 === 100 && share.L2 === 100 && share.L3 >= 99;
      // The runner says which cases differ, and in what.
      expect(enough ? '' : text).toBe('');
    },
    WITHIN_MS,
  );

  it('put nothing on the wire but what the published schemas say', async () => {
    const { breaches, records, types } = await contractBreaches(kafka, { prefix, participants: ['lambda'] });
    expect(breaches).toEqual([]);
    expect(Object.entries(records).filter(([topic, n]) => n === 0 && !topic.endsWith('dead-letters'))).toEqual([]);
    // It is all of it that was looked at, and not only one kind of record.
    expect([...types]).toEqual(
      expect.arrayContaining([
        'StartExecution',
        'CreateStateMachine',
        'TaskScheduled',
        'MapStateStarted',
        'TaskTimedOut',
      ]),
    );
  }, 60_000);
});

interface Ran {
  readonly text: string;
  /** Percent of the cases, by level. */
  readonly share: { readonly L1: number; readonly L2: number; readonly L3: number };
}

function runCases(runner: string, endpoint: string, lambda: number): Promise<Ran> {
  const args = [runner, '--endpoint', endpoint, '--lambda-port', String(lambda), '--quiet', '--jobs', '8'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: WITHIN_MS - 10_000, maxBuffer: 16_000_000 }, (_, stdout, stderr) => {
      const [, cases, ...passed] = /^all\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(stdout) ?? [];
      if (cases === undefined) return reject(new Error(`The runner did not get through: ${stdout}${stderr}`));
      const [L1, L2, L3] = passed.map((n) => (100 * Number(n)) / Number(cases)) as [number, number, number];
      resolve({ text: stdout, share: { L1, L2, L3 } });
    });
  });
}
