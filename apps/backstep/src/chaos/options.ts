import { parseArgs } from 'node:util';
import { SETS, type SetName } from './machines.js';

export interface ChaosOptions {
  readonly seed: string;
  readonly sagas: number;
  readonly machines: SetName;
  /** Orchestrators that keep no state, but read it from its text before each message. */
  readonly forget: boolean;
  /** Starts a second. */
  readonly rate: number;
  readonly orchestrators: number;
  /** Seconds between two blows, on average; 0 is never. */
  readonly killEvery: number;
  readonly partitions: number;
  /** After this time without a word a process is missed. Brokers take 6,000 at the least, unless they are told otherwise. */
  readonly sessionMs: number;
  /** `CHAOS_REFUSE`, `CHAOS_THROW` and `CHAOS_DELAY_MS` of the services. */
  readonly refuse: number;
  readonly throw: number;
  readonly delayMs: number;
  /** Share of commands that come late and out of order. */
  readonly late: number;
  /** How many of the records seen on the inbox, the log and the commands' topics are published once more. */
  readonly repeat: number;
  /** Seconds that the last execution may take behind the last blow. */
  readonly wait: number;
  readonly data: string | undefined;
  readonly brokers: string | undefined;
  readonly keep: boolean;
  readonly json: boolean;
}

export const HELP = `npm run chaos -- [options]
Runs sagas over three services and a journal on a real Kafka while orchestrators and services are killed, and proves
from the log and the databases that nothing was lost, doubled or left. Exit code 0 only then.

  --sagas 300          how many
  --seed TEXT          what is drawn: the same seed draws the same sagas, faults and blows (default: from the clock)
  --machines plain     or entangled: scopes in scopes, pivots, nested executions, JSONata
  --forget             orchestrators throw the state of each execution away after every message
  --rate 10            starts a second
  --orchestrators 2    processes
  --kill-every 3       seconds between two blows, on average (SIGKILL, SIGSTOP and SIGCONT, SIGTERM); 0 is never
  --refuse 0.05        share of commands that are refused
  --throw 0.05         share of runs of a handler that throw, half of them after the effect
  --delay-ms 20        longest pause before a run of a handler
  --late 0.12          share of commands that come late, up to 12 s, and behind others
  --repeat 0.05        share of records of inbox, log and commands that are published once more, now or later
  --partitions 6       of the inbox and the log
  --session-ms 2000    of consumer groups; a broker that is not ours may want 6000
  --wait 120           seconds that the last execution may take behind the last blow
  --brokers HOST:PORT  a Kafka to use (default: KAFKA_BROKERS, else one is started for this run)
  --data FOLDER        where databases, logs and the broker's data go (default: a temporary folder)
  --keep               keep that folder even if all is well
  --json               the result as one line of JSON on stdout
`;

/** @returns undefined if help was asked for. @throws TypeError */
export function optionsFrom(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChaosOptions | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
  if (values.help) return undefined;
  const number = (name: keyof typeof values, least: number): number => {
    const value = Number(values[name]);
    if (Number.isFinite(value) && value >= least) return value;
    throw new TypeError(`--${name} is ${String(values[name])}; it must be a number of at least ${least}.`);
  };
  return {
    seed: values.seed ?? env['CHAOS_SEED'] ?? String(Date.now() % 1_000_000_000),
    sagas: number('sagas', 1),
    machines: setNamed(values.machines),
    forget: values.forget,
    rate: number('rate', 0.1),
    orchestrators: number('orchestrators', 1),
    killEvery: number('kill-every', 0),
    partitions: number('partitions', 1),
    sessionMs: number('session-ms', 500),
    refuse: number('refuse', 0),
    throw: number('throw', 0),
    delayMs: number('delay-ms', 0),
    late: number('late', 0),
    repeat: number('repeat', 0),
    wait: number('wait', 1),
    data: values.data,
    brokers: values.brokers ?? (env['KAFKA_BROKERS'] || undefined),
    keep: values.keep,
    json: values.json,
  };
}

function setNamed(name: string): SetName {
  if (Object.hasOwn(SETS, name)) return name as SetName;
  throw new TypeError(`--machines is ${name}; it must be one of ${Object.keys(SETS).join(', ')}.`);
}

const OPTIONS = {
  seed: { type: 'string' },
  sagas: { type: 'string', default: '300' },
  machines: { type: 'string', default: 'plain' },
  forget: { type: 'boolean', default: false },
  rate: { type: 'string', default: '10' },
  orchestrators: { type: 'string', default: '2' },
  'kill-every': { type: 'string', default: '3' },
  partitions: { type: 'string', default: '6' },
  'session-ms': { type: 'string', default: '2000' },
  refuse: { type: 'string', default: '0.05' },
  throw: { type: 'string', default: '0.05' },
  'delay-ms': { type: 'string', default: '20' },
  late: { type: 'string', default: '0.12' },
  repeat: { type: 'string', default: '0.05' },
  wait: { type: 'string', default: '120' },
  data: { type: 'string' },
  brokers: { type: 'string' },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
