import type { Run, RunResult } from './load.js';

export interface Measured {
  /** Processor time of an execution, of all processes but the load's and the store's. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** What else there is to know of the system. */
  readonly [fact: string]: unknown;
}

/** One JSON line a run. */
export function report(system: string, { C, fail }: Run, result: RunResult, { cpuMs, rssMb, ...more }: Measured): void {
  const { ended, seconds, latencies } = result;
  const at = (q: number) => round(latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * q))]!);
  const line = {
    system,
    C,
    fail,
    perSec: Math.round(ended / seconds),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpuMs: round(cpuMs),
    rssMb: Math.round(rssMb),
    ...more,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const round = (x: number): number => Math.round(x * 100) / 100;
