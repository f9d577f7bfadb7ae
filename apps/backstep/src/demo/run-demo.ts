import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsTopic, executionId } from '#contracts';
import { compensationStatusOf } from '#engine';
import { newBroker, type BrokerInUse } from '../broker/broker-for.js';
import { EXIT, Stop, type ExitCode } from '../command-line/exit-code.js';
import { readJsonFile } from '../command-line/json-argument.js';
import { Session } from '../command-line/session.js';
import { putMachine } from '../machines/put-machine.js';
import { paintStatus } from '../output/status.js';
import { statusLine, storyLine } from '../output/story-teller.js';
import { grid } from '../output/table.js';
import { duration } from '../output/times.js';
import { followStory, Story } from '../reading/story.js';
import { SERVICE_NAMES } from '../system/part-names.js';
import { PartProcess } from '../system/part-process.js';
import { verifyTopics, type Verified } from '../verify/verify-topics.js';
import { lookIntoDatabases } from './look-into-databases.js';
import { DEMO_SAGAS, leftInWords, sameLeft, type DemoSaga, type Left } from './sagas.js';

/** The saga file that the README shows. */
export const SIGNUP_FILE = fileURLToPath(new URL('../../signup.asl.json', import.meta.url));

/** A saga that gets nowhere is a broken demo, not a reason to wait. */
const SAGA_WITHIN_MS = 45_000;
const UP_WITHIN_MS = 60_000;

interface Ended {
  readonly saga: DemoSaga;
  readonly execution: string;
  readonly status: string;
  readonly compensationStatus: string;
  readonly left: Left;
  readonly asPromised: boolean;
}

/** Four sagas over real processes on a real Kafka, and then a look into the databases. */
export async function runDemo(session: Session): Promise<ExitCode> {
  const demo = new Demo(session);
  try {
    return await demo.run();
  } finally {
    await demo.end();
  }
}

class Demo {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'backstep-demo-'));
  readonly #prefix = `demo-${randomBytes(3).toString('hex')}.`;
  readonly #began = performance.now();
  readonly #parts: PartProcess[] = [];
  #broker: BrokerInUse | undefined;
  #inner: Session | undefined;

  constructor(private readonly outer: Session) {}

  async run(): Promise<ExitCode> {
    const { io, print } = this.outer;
    print.say(print.style.strong('Backstep: a saga over three services on a real Kafka, undone when it fails'));
    this.#step('Looking for a Kafka');
    this.#broker = await newBroker({
      dataDir: join(this.#dataDir, 'kafka'),
      prefix: this.#prefix,
      onProgress: (text) => this.#step(text),
    });
    const brokers = this.#broker.connect.brokers.join(',');
    this.#step(`Kafka at ${brokers} (${this.#broker.from})`);
    this.#inner = new Session(io, { brokers, prefix: this.#prefix, json: print.json, timeout: 60 });
    await this.#warnOfOthers(this.#inner);
    await this.#startParts(brokers);
    const { version } = await putMachine(this.#inner, {
      name: 'signup',
      definition: readJsonFile(SIGNUP_FILE, 'signup'),
    });
    this.#step(`State machine signup, version ${version}, is put`);
    const executions: Story[] = [];
    for (const saga of DEMO_SAGAS) executions.push(await this.#runSaga(saga));
    const ended = await this.#look(executions);
    const verified = await verifyTopics({
      kafka: await this.#inner.kafka(),
      prefix: this.#prefix,
      allEnded: true,
      rememberMs: Infinity,
      progress: () => undefined,
    });
    return this.#conclude(ended, verified);
  }

  /** Everything is stopped, and nothing stays behind. */
  async end(): Promise<void> {
    this.#step('Stopping everything');
    await this.#inner?.close();
    await Promise.all(this.#parts.map((part) => part.end()));
    await this.#broker?.stop();
    rmSync(this.#dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Topics of participants have no prefix: whoever reads them shares their commands. */
  async #warnOfOthers(session: Session): Promise<void> {
    const there = await (await session.kafka()).describeTopics(SERVICE_NAMES.map(commandsTopic));
    if (there.length === 0) return;
    const topics = there.map(({ topic }) => topic).join(', ');
    this.outer.print.warn(
      `${topics}: on this Kafka already. If other services read them now, they and the demo take each other's commands.`,
    );
  }

  async #startParts(brokers: string): Promise<void> {
    const { io, print } = this.outer;
    const env = {
      ...process.env,
      KAFKA_BROKERS: brokers,
      BACKSTEP_TOPIC_PREFIX: this.#prefix,
      BACKSTEP_DATA_DIR: this.#dataDir,
      BACKSTEP_PARTITIONS: '4',
      PORT: '0',
    };
    const commands = [['orchestrator'], ...SERVICE_NAMES.map((name) => ['service', name])];
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(UP_WITHIN_MS)]);
    this.#step('Starting the orchestrator and the user, order and notification services');
    for (const args of commands) {
      const name = args.at(-1)!;
      this.#parts.push(new PartProcess({ name, args, env, logFile: join(this.#dataDir, 'logs', `${name}.log`) }));
    }
    for (const part of this.#parts) {
      const url = await part.ready(signal);
      print.say(
        `  ${part.name.padEnd(13)} process ${String(part.pid).padEnd(8)} ${print.style.faint(`${url}/health`)}`,
      );
    }
    this.#goOn();
  }

  /** Publishes the start-saga event as anybody can, and tells what comes of it. */
  async #runSaga(saga: DemoSaga): Promise<Story> {
    this.#goOn();
    const session = this.#inner!;
    const { print, io } = this.outer;
    const log = await session.log();
    const name = `demo-${saga.number}`;
    const story = new Story(executionId('signup', name));
    const order = this.#parts.find((part) => part.name === 'order')!;
    const bookmark = await log.read(log.partitionOf(story.id), () => undefined);
    const value = JSON.stringify({ type: 'StartExecution', stateMachine: 'signup', name, input: saga.input });
    print.say(`\n${print.style.strong(`Saga ${saga.number}`)}  ${saga.tells}`);
    print.say(print.style.faint(`  ${session.topics.inbox}  key ${story.id}  ${value}`));
    if (saga.orderServiceSleeps) {
      order.freeze();
      print.say(print.style.warn(`  the order service sleeps now (SIGSTOP to process ${order.pid})`));
    }
    const producer = await (await session.kafka()).producer();
    await producer.send([{ topic: session.topics.inbox, key: story.id, value }]);
    await producer.close();
    const late = AbortSignal.timeout(SAGA_WITHIN_MS);
    await followStory(log, bookmark, {
      story,
      signal: AbortSignal.any([io.signal, late]),
      onHappened: (happened) => {
        const line = storyLine(happened, story.startedAt, print.style, print.columns - 2);
        if (line !== undefined) print.say(`  ${line}`);
        if (!saga.orderServiceSleeps || happened.event.type !== 'CompensationScheduled') return;
        if (happened.event.state !== 'PlaceOrder') return;
        order.thaw();
        print.say(print.style.warn('  the order service goes on (SIGCONT), and finds its command and the undo of it'));
      },
    });
    this.#goOn();
    if (late.aborted)
      throw new Stop(EXIT.NOT_SO, `Saga ${saga.number} did not end within ${SAGA_WITHIN_MS / 1_000} s.`);
    print.say(`  ${print.style.strong(story.id)} ${statusLine(story.execution, print.style)}`);
    return story;
  }

  async #look(stories: readonly Story[]): Promise<Ended[]> {
    const databases = await lookIntoDatabases(this.#dataDir, this.outer.io.env['DATABASE_URL']);
    const ended: Ended[] = [];
    for (const [i, { id, execution }] of stories.entries()) {
      const saga = DEMO_SAGAS[i]!;
      const left = await databases.left(id);
      const compensationStatus = compensationStatusOf(execution);
      const undone = saga.status === 'SUCCEEDED' ? 'NONE' : 'COMPLETED';
      const asPromised = execution.status === saga.status && compensationStatus === undone && sameLeft(left, saga.left);
      ended.push({ saga, execution: id, status: execution.status, compensationStatus, left, asPromised });
    }
    await databases.close();
    return ended;
  }

  #conclude(ended: readonly Ended[], { findings, summary }: Verified): ExitCode {
    const { print } = this.outer;
    const ok = findings.length === 0 && ended.every(({ asPromised }) => asPromised);
    const took = performance.now() - this.#began;
    const sagas = ended.map(({ saga, ...rest }) => ({ saga: saga.number, ...rest }));
    print.result({ ok, sagas, verify: { findings, summary }, tookMs: Math.round(took) }, (style) => {
      const rows = ended.map(({ saga, status, left, asPromised }) => [
        String(saga.number),
        saga.tells,
        paintStatus(status, style),
        asPromised
          ? leftInWords(left)
          : style.bad(`${leftInWords(left)}, where ${leftInWords(saga.left)} was promised`),
      ]);
      return [
        '',
        style.strong("What is left in the services' own databases"),
        grid(['saga', 'what happens', 'ended', 'left behind'], rows, style),
        findings.length === 0
          ? style.good(
              `verify: ${summary.decisions} decisions, ${summary.commands} commands and ${summary.outcomes} outcomes agree; nothing found.`,
            )
          : style.bad(`verify: ${findings.length} findings, the first: ${findings[0]!.says}`),
        ok ? style.good(`As promised, in ${duration(took)}.`) : style.bad('Not as promised.'),
      ].join('\n');
    });
    return ok ? EXIT.OK : EXIT.NOT_SO;
  }

  #step(text: string): void {
    this.outer.print.note(`${((performance.now() - this.#began) / 1_000).toFixed(1).padStart(5)} s  ${text}`);
  }

  #goOn(): void {
    if (this.outer.io.signal.aborted) throw new Stop(EXIT.NOT_SO, 'The demo was stopped.');
  }
}
