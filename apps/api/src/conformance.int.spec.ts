import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka } from '#kafka';
import { useBroker } from '#kafka/testing';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { ApiStage } from './testing/api-stage.js';
import { findRecordings } from './testing/recorded-calls.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const recordings = findRecordings();
const WITHIN_MS = 240_000;

let stage: ApiStage;

describe('the recorded cases, called over HTTP with a real Kafka behind', () => {
  if (recordings === undefined) {
    it.skip('recordings are not beside this checkout (../shared/conformance), so nothing was compared', () => {});
    return;
  }

  beforeAll(async () => {
    const { brokers, name } = await useBroker();
    const environment = { BACKSTEP_TOPIC_PREFIX: `${name('recorded')}.`, BACKSTEP_PARTITIONS: '4' };
    stage = await ApiStage.open({
      connect: () => connectKafka({ brokers }),
      owner: (kafka) => new Orchestrator(kafka, settingsFrom(environment), silent),
      environment,
    });
  }, 60_000);
  afterAll(() => stage.close(), 30_000);

  it(
    'are answered as AWS answered them',
    async () => {
      const { text, share } = await runCases(join(recordings, 'run.mjs'), stage.url);
      const enough = share.L1 >= 98 && share.L2 >= 98 && share.L3 >= 97;
      // The runner says which cases differ, and in what.
      expect(enough ? '' : text).toBe('');
    },
    WITHIN_MS,
  );
});

interface Ran {
  readonly text: string;
  /** Percent of the cases, by level. */
  readonly share: { readonly L1: number; readonly L2: number; readonly L3: number };
}

function runCases(runner: string, endpoint: string): Promise<Ran> {
  const args = [runner, '--endpoint', endpoint, '--quiet', '--jobs', '8'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { timeout: WITHIN_MS - 10_000, maxBuffer: 16_000_000 }, (_, stdout, stderr) => {
      const [, cases, ...passed] = /^all\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/m.exec(stdout) ?? [];
      if (cases === undefined) return reject(new Error(`The runner did not get through: ${stdout}${stderr}`));
      const [L1, L2, L3] = passed.map((n) => (100 * Number(n)) / Number(cases)) as [number, number, number];
      resolve({ text: stdout, share: { L1, L2, L3 } });
    });
  });
}
