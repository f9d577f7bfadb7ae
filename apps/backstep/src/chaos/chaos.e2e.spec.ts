import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownBroker } from '#kafka/testing';
import type { ChaosResult } from './run-chaos.js';
import { buildCopy, type BuiltCopy } from './testing/build-copy.js';

/** `CHAOS_SEED` repeats a run: the sagas, the faults and the blows, though never the moment between two instructions. */
const seed = process.env['CHAOS_SEED'] ?? String(Date.now() % 1_000_000_000);

describe(`under SIGKILL every few seconds (CHAOS_SEED=${seed})`, () => {
  let built: BuiltCopy;
  let broker: Awaited<ReturnType<typeof ownBroker>>;

  beforeAll(async () => {
    [built, broker] = await Promise.all([buildCopy(), ownBroker()]);
  }, 180_000);

  afterAll(async () => {
    await broker?.discard();
    await built?.discard();
  }, 30_000);

  it('no saga is lost, doubled or left half done', async () => {
    process.stderr.write(`CHAOS_SEED=${seed}\n`);
    const { ok, faults, ends, blows, sagas } = await chaos('--sagas', '320', '--rate', '8', '--kill-every', '3');
    expect(faults).toEqual([]);
    expect(ok).toBe(true);
    expect(sum(ends)).toBe(sagas);
    // A run in which nothing went wrong proves nothing.
    expect(sum(blows)).toBeGreaterThanOrEqual(8);
    expect(ends['ExecutionFailed']).toBeGreaterThan(20);
    expect(ends['ExecutionSucceeded']).toBeGreaterThan(30);
  }, 300_000);

  it.each([
    ['', []],
    [', with orchestrators that forget the state of every execution after every message', ['--forget']],
  ])(
    'nor one of ten entangled ones%s',
    async (_, more) => {
      const often = ['--sagas', '120', '--rate', '6', '--kill-every', '2'];
      const { faults, ends, blows } = await chaos('--machines', 'entangled', ...often, ...more);
      expect(faults).toEqual([]);
      expect(sum(blows)).toBeGreaterThanOrEqual(4);
      expect(ends['ExecutionFailed']).toBeGreaterThan(10);
      expect(ends['ExecutionSucceeded']).toBeGreaterThan(10);
    },
    240_000,
  );

  async function chaos(...args: string[]): Promise<ChaosResult> {
    const script = built.path('apps/backstep/src/chaos/chaos.ts');
    const all = [script, '--seed', seed, '--brokers', broker.brokers.join(','), '--json', ...args];
    // Jest's own options for Node are none for the processes of a run.
    const child = spawn(process.execPath, all, {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    if (said === '') throw new Error(`Chaos ended with ${code} and no result; what it did stands above.`);
    const result = JSON.parse(said) as ChaosResult;
    expect({ code, faults: result.faults }).toEqual({ code: result.ok ? 0 : 1, faults: result.faults });
    return result;
  }
});

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
