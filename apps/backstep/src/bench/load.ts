import { executionId, type Outcome } from '#contracts';
import { connectKafka, connectOptionsFrom } from '#kafka';
import { settingsFrom } from '#orchestrator';
import { BENCH_MACHINE, benchDefinition, benchInput } from './saga.js';

/**
 * The load: a process of its own that publishes start-saga events as any producer would, keeps C of them in flight, and
 * takes an execution's time from the publishing to the record on `outcomes`.
 */
export interface Run {
  readonly C: number;
  readonly fail: boolean;
  readonly seconds: number;
  readonly name: string;
}

export interface RunResult {
  readonly ended: number;
  readonly seconds: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
  readonly wrong: number;
}

const { topics } = settingsFrom(process.env);
const kafka = connectKafka({ ...connectOptionsFrom(process.env), clientId: 'bench-load' });
const producer = await kafka.producer();
const started = new Map<string, number>();
let onEnd: (id: string, outcome: Outcome) => void = () => undefined;

const partitions = await kafka.offsets(topics.outcomes);
const reader = await kafka.reader([topics.outcomes]);
await Promise.all(
  partitions.map(({ end }, partition) =>
    reader.follow({ topic: topics.outcomes, partition }, end, (records) => {
      for (const record of records) {
        const text = record.value!.toString();
        if (text.includes('"status":"RUNNING"')) continue;
        onEnd(record.key!.toString(), JSON.parse(text) as Outcome);
      }
    }),
  ),
);

/** Starts made in one turn of the event loop go out together, as they would from one busy producer. */
let waiting: { key: string; value: string; topic: string }[] = [];
function publish(name: string, input: object): void {
  const id = executionId(BENCH_MACHINE, name);
  started.set(id, performance.now());
  const value = JSON.stringify({ type: 'StartExecution', stateMachine: BENCH_MACHINE, name, input });
  waiting.push({ topic: topics.inbox, key: id, value });
  if (waiting.length === 1) queueMicrotask(flush);
}
function flush(): void {
  const records = waiting;
  waiting = [];
  producer.send(records).catch((error: unknown) => {
    throw error;
  });
}

async function run({ C, fail, seconds, name }: Run): Promise<RunResult> {
  const latencies: number[] = [];
  const wanted = fail ? 'FAILED' : 'SUCCEEDED';
  let n = 0;
  let wrong = 0;
  const begin = performance.now();
  const until = begin + seconds * 1000;
  const next = () => {
    n++;
    publish(`${name}-${n}`, benchInput(name, n, fail));
  };
  await new Promise<void>((resolve) => {
    onEnd = (id, { status }) => {
      const since = started.get(id);
      if (since === undefined || !started.delete(id)) return;
      latencies.push(performance.now() - since);
      if (status !== wanted) wrong++;
      if (performance.now() < until) next();
      else if (started.size === 0) resolve();
    };
    for (let i = 0; i < C; i++) next();
  });
  const took = (performance.now() - begin) / 1000;
  return { ended: latencies.length, seconds: took, latencies: latencies.toSorted((a, b) => a - b), wrong };
}

async function define(): Promise<void> {
  const value = JSON.stringify({ type: 'CreateStateMachine', name: BENCH_MACHINE, definition: benchDefinition });
  await producer.send([{ topic: topics.inbox, key: BENCH_MACHINE, value }]);
  for (let tries = 0; ; tries++) {
    if ((await kafka.offsets(topics.definitions))[0]!.end > 0) return;
    if (tries > 100) throw new Error('The definition did not arrive within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

process.on('message', (message: { define?: true; run?: Run }) => {
  if (message.define) void define().then(() => process.send?.({ ready: true }));
  if (message.run) void run(message.run).then((result) => process.send?.(result));
});
process.once('SIGTERM', () => void kafka.close().then(() => process.exit(0)));
process.send?.({ ready: true });
