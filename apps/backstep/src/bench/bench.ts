import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackstep } from './backstep.js';
import { RIVALS } from './beside/rivals.js';
import type { Run } from './load.js';
import { report } from './report.js';
import type { StartSystem } from './system.js';

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
    api: { type: 'boolean', default: false },
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
  --api                with the HTTP API, and its views in SQLite, as one more process
  --beside restate,dbos  then the same saga on other engines; their packages are installed outside of this repository
`);
  process.exit(0);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const dataDir = mkdtempSync(join(tmpdir(), 'backstep-bench-'));
const { brokers, partitions, profile, api, beside } = values;
const systems = [
  startBackstep({ brokers, partitions: Number(partitions), profile, api }),
  ...named(beside).map((name) => RIVALS[name]!),
];

try {
  // One after the other: each has the machine for itself.
  for (const start of systems) await measure(start);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

function named(list: string): string[] {
  const names = list.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(name in RIVALS));
  if (unknown === undefined) return names;
  throw new Error(`--beside knows ${Object.keys(RIVALS).join(' and ')}, not ${unknown}.`);
}

async function measure(start: StartSystem): Promise<void> {
  const system = await start(dataDir, say);
  try {
    say(`${system.system}: warming up`);
    // Both ways, since what is measured is not how quickly a virtual machine compiles.
    for (const fail of [false, true])
      await system.run({ C: 100, fail, seconds: Number(values.warmup) / 2, name: fail ? 'wf' : 'w' });
    for (const run of runs()) {
      say(`${system.system}: C=${run.C}${run.fail ? ', undone' : ''}`);
      const result = await system.run(run);
      if (result.wrong > 0) throw new Error(`${result.wrong} executions ended otherwise than they must.`);
      report(system, run, result);
    }
  } finally {
    await system.stop();
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
