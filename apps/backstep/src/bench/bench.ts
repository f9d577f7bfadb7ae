import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RIVALS } from './beside/rivals.js';
import { ask, Children, until } from './children.js';
import { brokerFor } from './broker-for.js';
import { askCpu } from './cpu.js';
import { leftBehind } from './databases.js';
import type { Run, RunResult } from './load.js';
import { report } from './report.js';

/**
 * Measures whole sagas: start-saga event in, outcome out, with an orchestrator process, one process for the three
 * services and one for the load. One JSON line a run on stdout; what it is doing on stderr.
 */
const { values } = parseArgs({
  options: {
    brokers: { type: 'string', default: process.env['KAFKA_BROKERS'] ?? '' },
    partitions: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '10' },
    warmup: { type: 'string', default: '20' },
    runs: { type: 'string', default: '1,10,100,500,100!' },
    profile: { type: 'string' },
    beside: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  process.stdout.write(`npm run bench -- [options]
  --brokers HOST:PORT  a Kafka to use (default: KAFKA_BROKERS, else one is started)
  --runs 1,10,100!     executions in flight, run by run; with "!" the third step refuses and two are undone
  --seconds 10         of each run
  --warmup 20          seconds before the first, half of them undone
  --partitions 12      of the inbox and the log
  --profile FOLDER     write a CPU profile of the orchestrator and of the services there
  --beside restate,dbos  then the same saga on other engines; their packages are installed outside of this repository
`);
  process.exit(0);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
const broker = await brokerFor(values.brokers, dataDir, say);
const env = {
  ...process.env,
  KAFKA_BROKERS: broker.brokers,
  BACKSTEP_TOPIC_PREFIX: `bench${process.pid}.`,
  BACKSTEP_GROUP: `bench${process.pid}`,
  BACKSTEP_PARTITIONS: values.partitions,
  BACKSTEP_DATA_DIR: dataDir,
  ORDER_STOCK: '{"book":100000000}',
  NODE_ENV: 'production',
};
const children = new Children(env, say);

try {
  await measure();
} finally {
  await children.stop();
  await broker.stop();
}
try {
  for (const name of named(values.beside)) await measureRival(name);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function named(list: string): string[] {
  const names = list.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(name in RIVALS));
  if (unknown === undefined) return names;
  throw new Error(`--beside knows ${Object.keys(RIVALS).join(' and ')}, not ${unknown}.`);
}

async function measureRival(name: string): Promise<void> {
  say(`starting ${name}`);
  const rival = await RIVALS[name]!(dataDir, say);
  try {
    say('warming up');
    for (const fail of [false, true])
      await rival.run({ C: 100, fail, seconds: Number(values.warmup) / 2, name: 'warm-up' });
    for (const run of runs()) {
      say(`${name}: C=${run.C}${run.fail ? ', undone' : ''}`);
      const result = await rival.run(run);
      if (result.wrong > 0) throw new Error(`${result.wrong} executions of ${name} ended otherwise than they must.`);
      report(rival.system, run, result, { cpuMs: result.cpuMs, rssMb: result.rssMb });
    }
  } finally {
    await rival.stop();
  }
}

function runs(): Run[] {
  return values.runs.split(',').map((text, i) => ({
    C: Number.parseInt(text, 10),
    fail: text.endsWith('!'),
    seconds: Number(values.seconds),
    name: `r${i}`,
  }));
}

async function measure(): Promise<void> {
  const services = await start('services');
  const orchestrator = await start('orchestrator');
  const load = await start('load');
  await until(async () => ((await askCpu(orchestrator)).owning ?? 0) === Number(values.partitions), 'partitions owned');
  await ask(load, { define: true });
  say('warming up');
  // Both ways, since what is measured is not how quickly two virtual machines compile.
  for (const fail of [false, true]) {
    const seconds = Number(values.warmup) / 2;
    await ask<RunResult>(load, { run: { C: 100, fail, seconds, name: fail ? 'wf' : 'w' } satisfies Run });
  }
  for (const run of runs()) {
    say(`C=${run.C}${run.fail ? ', undone' : ''}`);
    const before = leftBehind(dataDir);
    const cpuBefore = (await askCpu(services)).cpu + (await askCpu(orchestrator)).cpu;
    const result = await ask<RunResult>(load, { run });
    const [s, o] = [await askCpu(services), await askCpu(orchestrator)];
    if (result.wrong > 0) throw new Error(`${result.wrong} executions ended otherwise than they must.`);
    expectLeft(leftBehind(dataDir), before.users + (run.fail ? 0 : result.ended), before.users);
    report('backstep', run, result, {
      cpuMs: (s.cpu + o.cpu - cpuBefore) / result.ended,
      rssMb: o.rssMb,
      partitions: Number(values.partitions),
      synchronous: 'normal',
      broker: broker.name,
      versions: { node: process.version, kafkajs: '2.2.4' },
    });
  }
  load.send({ stop: true });
}

/** Exactly the rows of the executions that succeeded, in each of the three databases. */
function expectLeft(left: ReturnType<typeof leftBehind>, wanted: number, before: number): void {
  const counts = [left.users, left.orders, left.notifications];
  if (counts.some((n) => n !== wanted)) {
    throw new Error(`The databases hold ${counts.join('/')} rows and must hold ${wanted} (before the run ${before}).`);
  }
}

function start(name: string): Promise<ChildProcess> {
  const profiled = values.profile && name !== 'load';
  return children.start(
    name,
    profiled ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`, `--cpu-prof-name=${name}.cpuprofile`] : [],
  );
}
