import type { Run, RunResult } from '../load.js';

/**
 * C executions in flight, each followed by the next one.
 * @param execute resolves when it has ended, with whether it succeeded
 */
export async function closedLoop(
  { C, fail, seconds }: Run,
  execute: (fail: boolean) => Promise<boolean>,
): Promise<RunResult> {
  const latencies: number[] = [];
  let wrong = 0;
  const began = performance.now();
  const worker = async () => {
    while (performance.now() - began < seconds * 1_000) {
      const sent = performance.now();
      if ((await execute(fail)) === fail) wrong++;
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: C }, worker));
  const took = (performance.now() - began) / 1_000;
  return { ended: latencies.length, seconds: took, latencies: latencies.toSorted((a, b) => a - b), wrong };
}
