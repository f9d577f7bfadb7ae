import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ChildProcess } from 'node:child_process';
import { ApiLoad, type LoadResult } from './api-load.js';
import { brokerFor } from './broker-for.js';
import { Children, until } from './children.js';
import { askCpu, type CpuAnswer } from './cpu.js';
import { Latencies, round } from './latencies.js';

/**
 * Measures the HTTP API: starts at a steady rate with describes and lists between them, then as many starts as it takes.
 * The API and the orchestrator are processes of their own, the load is this one. One JSON line each on stdout.
 */
const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: process.env['KAFKA_BROKERS'] ?? '' },
    partitions: { type: 'string', default: '12' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    callers: { type: 'string', default: '64' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  process.stdout.write(`npm run bench:api -- [options]
  --brokers HOST:PORT  a Kafka to use (default: KAFKA_BROKERS, else one is started)
  --rate 200           starts a second, with a describe for every second of them and a list for every twentieth
  --seconds 60         of that; a quarter of it at saturation
  --callers 64         at saturation: calls under way
  --partitions 12      of the inbox and the log
`);
  process.exit(0);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const seconds = Number(values.seconds);
const dataDir = mkdtempSync(join(tmpdir(), 'backstep-bench-api-'));
const broker = await brokerFor(values.brokers, dataDir, say);
const children = new Children(
  {
    ...process.env,
    KAFKA_BROKERS: broker.brokers,
    BACKSTEP_TOPIC_PREFIX: `bench${process.pid}.`,
    BACKSTEP_GROUP: `bench${process.pid}`,
    BACKSTEP_PARTITIONS: values.partitions,
    BACKSTEP_DATA_DIR: dataDir,
    NODE_ENV: 'production',
  },
  say,
);

try {
  await measure();
} finally {
  await children.stop();
  await broker.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const orchestrator = await children.start('orchestrator');
  const { child: api, said } = await children.startSaying<{ url: string }>('api');
  await until(async () => ((await askCpu(orchestrator)).owning ?? 0) === Number(values.partitions), 'partitions owned');
  const load = new ApiLoad(said.url.replace('[::1]', '127.0.0.1'));
  await load.createMachine();
  say('warming up');
  await load.steady(Number(values.rate), 5);
  const phases: [string, () => Promise<LoadResult>][] = [
    [`${values.rate} starts a second`, () => load.steady(Number(values.rate), seconds)],
    [`${values.callers} callers`, () => load.saturated(Number(values.callers), seconds / 4)],
  ];
  for (const [phase, run] of phases) {
    say(phase);
    const before = await look(api, orchestrator);
    const result = await run();
    const after = await look(api, orchestrator);
    report(phase, result, { before, after });
  }
  await until(async () => ((await load.counts())['RUNNING'] ?? 0) === 0, 'all have ended', 60_000);
  process.stdout.write(`${JSON.stringify({ ended: await load.counts() })}\n`);
}

interface Looked {
  readonly api: CpuAnswer & { readonly lags: readonly number[] };
  readonly orchestrator: CpuAnswer;
  readonly at: number;
}

async function look(api: ChildProcess, orchestrator: ChildProcess): Promise<Looked> {
  const told = (await askCpu(api)) as Looked['api'];
  return { api: told, orchestrator: await askCpu(orchestrator), at: performance.now() };
}

function report(
  phase: string,
  { starts, seconds: took, errors, ...calls }: LoadResult,
  { before, after }: { readonly before: Looked; readonly after: Looked },
): void {
  const lags = new Latencies();
  for (const ms of after.api.lags) lags.add(ms);
  const cores = (name: 'api' | 'orchestrator') => round((after[name].cpu - before[name].cpu) / (after.at - before.at));
  const line = {
    phase,
    perSec: Math.round(starts / took),
    starts,
    errors,
    ...calls,
    viewsBehindMs: lags.summary,
    rssMb: {
      api: [Math.round(before.api.rssMb), Math.round(after.api.rssMb)],
      orchestrator: [Math.round(before.orchestrator.rssMb), Math.round(after.orchestrator.rssMb)],
    },
    cores: { api: cores('api'), orchestrator: cores('orchestrator') },
    loadAverage: loadavg().map(round),
    partitions: Number(values.partitions),
    broker: broker.name,
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
