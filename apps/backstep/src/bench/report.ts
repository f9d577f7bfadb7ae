import { quantile, round } from './latencies.js';
import type { Run } from './load.js';
import type { System, SystemRun } from './system.js';

/** One JSON line a run. */
export function report({ system, facts }: System, { C, fail }: Run, result: SystemRun): void {
  const { ended, seconds, latencies, cpuMs, rssMb } = result;
  const line = {
    system,
    C,
    fail,
    perSec: Math.round(ended / seconds),
    p50: round(quantile(latencies, 0.5)),
    p95: round(quantile(latencies, 0.95)),
    p99: round(quantile(latencies, 0.99)),
    cpuMs: round(cpuMs),
    rssMb: Math.round(rssMb),
    ...result.facts,
    ...facts,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
