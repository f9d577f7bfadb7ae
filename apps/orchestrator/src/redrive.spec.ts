import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnd, isMarker, type LogEvent } from '#contracts';
import type { PartitionReader } from '#kafka';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { anyDeaths, chain, eachOf, listen, Stage, StubParticipant, surviving, type Death } from './testing/index.js';

/**
 * Executions that have ended are redriven. Nothing of them is in memory any more, nor in a checkpoint: the owner reads
 * them back from the log, and whoever takes over while it does so, or afterwards, does the same.
 */

const twoSteps = chain('shop', 2, { Compensate: undefined });
const ofEach = eachOf(twoSteps);

let stage: Stage<MemoryClient> | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

/** Where the hint of a redrive points to. */
type Hint = 'right' | 'none' | 'elsewhere' | 'behind the end';

interface Plan {
  /** Of each execution how often its second step is refused, and so how often it is redriven. */
  readonly refusals: readonly number[];
  readonly deaths: readonly Death[];
  readonly hint: Hint;
  /** How often each request comes. */
  readonly repeats: number;
  readonly batchMessages: number;
  /** The steps are those of two iterations of a Distributed Map, of which the first is refused. */
  readonly each: boolean;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  refusals: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
  deaths: anyDeaths({ latest: 8, most: 4 }),
  hint: fc.constantFrom<Hint>('right', 'none', 'elsewhere', 'behind the end'),
  repeats: fc.integer({ min: 1, max: 2 }),
  batchMessages: fc.constantFrom(1, 2, 1_000),
  each: fc.boolean(),
});

async function began(stage: Stage<MemoryClient>, entity: string): Promise<number> {
  const decisions = await stage.decisions();
  return decisions.find(({ decision }) => decision.entity === entity)!.offset;
}

async function logOffset(stage: Stage<MemoryClient>, hint: Hint, entity: string) {
  switch (hint) {
    case 'right':
      return { logOffset: await began(stage, entity) };
    case 'elsewhere':
      return { logOffset: 2 };
    case 'behind the end':
      return { logOffset: 1_000_000 };
    case 'none':
      return {};
  }
}

/** Sends a redrive for every end of a failure, as somebody would who looks at the outcomes. */
class Operator {
  readonly #asked = new Set<string>();

  constructor(
    private readonly stage: Stage<MemoryClient>,
    private readonly plan: Plan,
  ) {}

  /** @returns how many have succeeded. */
  async look(): Promise<number> {
    const outcomes = await this.stage.outcomes();
    for (const { name, status, stopDate } of outcomes) {
      const key = `${name}-${stopDate}`;
      if (status !== 'FAILED' || this.#asked.has(key)) continue;
      this.#asked.add(key);
      await this.#redrive(`m:${name}`, key);
    }
    return new Set(outcomes.flatMap(({ name, status }) => (status === 'SUCCEEDED' ? [name] : []))).size;
  }

  async #redrive(execution: string, clientToken: string): Promise<void> {
    const { hint, repeats } = this.plan;
    const at = await logOffset(this.stage, hint, execution);
    const message = { type: 'RedriveExecution', execution, clientToken, ...at } as const;
    await this.stage.send(...Array.from({ length: repeats }, () => message));
  }
}

const REFUSED = new Set(['Step2', 'Each[0].Step2']);

async function run(plan: Plan): Promise<StubParticipant> {
  const broker = memoryBroker();
  const settings = { batchMessages: plan.batchMessages, checkpointMs: 10, idleCheckMs: 20, retakeMs: 2, leaveMs: 20 };
  const opened = (stage = await Stage.open(() => broker.connect(), settings, 'shop'));
  const stub = new StubParticipant(({ execution, state, attempt }) =>
    REFUSED.has(state) && attempt <= plan.refusals[Number(execution.slice('m:e'.length))]! ? 'refuses' : 'does',
  );
  const setup = await opened.orchestrator();
  await opened.define('m', plan.each ? ofEach : twoSteps);
  await setup.close();
  await listen(opened.connect(), 'shop', stub);
  const names = plan.refusals.map((_, i) => `e${i}`);
  const input = plan.each ? [{}, {}] : {};
  await opened.send(...names.map((name) => ({ type: 'StartExecution', stateMachine: 'm', name, input }) as const));
  const operator = new Operator(opened, plan);
  const over = async (owner: { kafka: MemoryClient }) =>
    !owner.kafka.isDead && (await operator.look()) === names.length;
  await surviving({ broker, stage: opened, deaths: plan.deaths, over });
  return stub;
}

async function isRight({ refusals, each }: Plan, stub: StubParticipant): Promise<void> {
  const states = (each ? ['Each[0].', 'Each[1].'] : ['']).flatMap((scope) => [`${scope}Step1`, `${scope}Step2`]);
  const steps = refusals.flatMap((_, i) => states.map((state) => `m:e${i}/${state}/1/F`));
  expect([...stub.ledger].toSorted()).toEqual(steps.toSorted());
  expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  for (const [i, refused] of refusals.entries()) {
    const events = await stage!.events(`m:e${i}`);
    const count = (which: (event: LogEvent) => boolean) => events.filter(which).length;
    expect(count(({ type }) => type === 'ExecutionStarted')).toBe(1);
    expect(count(({ type }) => type === 'ExecutionRedriven')).toBe(refused);
    expect(count(({ type }) => type === 'MapRunRedriven')).toBe(each ? refused : 0);
    expect(count(({ type }) => type === 'MapRunStarted')).toBe(each ? 1 : 0);
    expect(count(isEnd)).toBe(refused + 1);
    expect(isEnd(events.findLast(({ type }) => !type.startsWith('Message'))!)).toBe(true);
  }
  const log = await stage!.log();
  const inbox = log.flatMap(({ record, counts }) => (counts && !isMarker(record) ? [record.nextInbox] : []));
  expect(inbox).toEqual(inbox.toSorted((a, b) => a - b));
  expect(await stage!.deadLetters()).toEqual([]);
}

describe('an execution that has ended', () => {
  it('is redriven once for each request, whoever dies between any two records of the log', async () => {
    let last: Plan | undefined;
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        last = plan;
        const stub = await run(plan);
        try {
          await isRight(last, stub);
        } finally {
          await stage?.close();
          stage = undefined;
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 25_000 },
    );
  }, 60_000);
});

const DAY_MS = 86_400_000;
const redrive = (execution: string) => ({ type: 'RedriveExecution', execution }) as const;
const start = (stateMachine: string, name: string) =>
  ({ type: 'StartExecution', stateMachine, name, input: {} }) as const;

/** With a participant that refuses the second step while it is told to. */
async function refusing(definition: object = twoSteps) {
  const broker = memoryBroker();
  const opened = (stage = await Stage.open(() => broker.connect(), { leaveMs: 20 }, 'shop'));
  const shop = { refuses: true };
  const stub = new StubParticipant(({ state, compensates }) =>
    shop.refuses && state === 'Step2' && !compensates ? 'refuses' : 'does',
  );
  await listen(opened.connect(), 'shop', stub);
  const owner = await opened.orchestrator();
  await opened.define('m', definition);
  return { stage: opened, owner, shop, stub };
}

async function failed(definition?: object) {
  const told = await refusing(definition);
  await told.stage.send(start('m', 'e'));
  await told.stage.ended('e', 'FAILED');
  return told;
}

/** Reads of the log wait while it is shut. */
function gated(client: MemoryClient, log: string, gate: { open: Promise<void> }): MemoryClient {
  const reader = client.reader.bind(client);
  client.reader = async (topics): Promise<PartitionReader> => {
    const opened = await reader(topics);
    const readToEnd = opened.readToEnd.bind(opened);
    opened.readToEnd = async (at, from, onRecords) => {
      if (at.topic === log) await gate.open;
      return readToEnd(at, from, onRecords);
    };
    return opened;
  };
  return client;
}

const rejection = async (type: string) => {
  await until('it is rejected', async () => (await stage!.rejections()).length > 0);
  const [rejected] = await stage!.rejections();
  expect(rejected).toMatchObject({ error: type, messageType: 'RedriveExecution' });
  return rejected!;
};

describe('a redrive', () => {
  it('holds up nobody else while the execution is read back, and survives its owner', async () => {
    const { stage, owner, shop } = await failed();
    await owner.close();
    const { promise, resolve } = Promise.withResolvers<void>();
    const gate = { open: Promise.resolve() };
    const slow = stage.actor({}, Date.now, gated(stage.connect(), stage.settings.topics.log, gate));
    await slow.orchestrator.start();
    await stage.owned(slow);
    gate.open = promise;
    shop.refuses = false;
    await stage.send(redrive('m:e'), start('m', 'other'));
    await stage.ended('other');
    expect((await stage.eventTypes('m:e')).at(-1)).toBe('MessageDeferred');
    slow.kafka.kill();
    stage.forget(slow);
    resolve();
    await stage.orchestrator();
    await stage.ended('e');
    expect((await stage.eventTypes('m:e')).filter((type) => type === 'ExecutionRedriven')).toHaveLength(1);
  });

  it('needs neither the definition nor anybody who remembers the end', async () => {
    const { stage, owner, shop, stub } = await failed();
    await stage.send({ type: 'DeleteStateMachine', name: 'm' });
    await stage.settled(owner);
    await owner.close();
    shop.refuses = false;
    await stage.orchestrator({ rememberHours: 1 }, () => Date.now() + 5 * DAY_MS);
    await stage.send(redrive('m:e'));
    await stage.ended('e');
    expect(stub.seen.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['m:e/Step1/1/F', 1],
      ['m:e/Step2/1/F', 1],
      ['m:e/Step2/1/F', 2],
    ]);
    expect((await stage.outcomes('e')).map(({ status }) => status)).toEqual([
      'RUNNING',
      'FAILED',
      'RUNNING',
      'SUCCEEDED',
    ]);
  });

  it('is refused after 14 days', async () => {
    const { stage, owner } = await failed();
    await owner.close();
    await stage.orchestrator({}, () => Date.now() + 14 * DAY_MS + 60_000);
    await stage.send(redrive('m:e'));
    expect((await rejection('ExecutionNotRedrivable')).cause).toBe('Execution redrivable period exceeded');
    await until('it is a dead letter', async () => (await stage.deadLetters()).length === 1);
  });

  it('is refused once anything was undone', async () => {
    const { stage } = await failed(chain('shop', 2));
    await stage.send(redrive('m:e'));
    expect((await rejection('ExecutionNotRedrivable')).cause).toContain('was compensated (COMPLETED)');
  });

  it('of an execution that nobody started is refused, once the whole log has been looked at', async () => {
    const { stage } = await failed();
    await stage.send({ ...redrive('m:nobody'), logOffset: 1 });
    await rejection('ExecutionDoesNotExist');
  });

  it('says to a client when the execution goes on', async () => {
    const { stage, shop } = await failed();
    shop.refuses = false;
    const { replies } = stage.settings.topics;
    await stage.send({ ...redrive('m:e'), id: 'r1', replyTo: replies });
    await until('it is answered', async () => (await stage.answers(replies)).length > 0);
    const [answer] = await stage.answers(replies);
    const { decision } = (await stage.decisions()).find(({ offset }) => offset === answer!.log!.offset)!;
    expect(answer).toMatchObject({ id: 'r1', ok: true, entity: 'm:e' });
    expect(decision.events.map(({ type }) => type)).toEqual(['ExecutionRedriven', 'MessageTaken']);
  });

  it('of a child is nothing to a parent that has ended, and one of the parent starts another child', async () => {
    const { stage, shop } = await refusing();
    await stage.define('parent', {
      StartAt: 'Child',
      States: {
        Child: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', Input: {} },
          End: true,
        },
      },
    });
    await stage.send(start('parent', 'p'));
    await stage.ended('p', 'FAILED');
    const [{ name: child } = { name: '' }] = (await stage.outcomes()).filter(({ name }) => name !== 'p');
    shop.refuses = false;
    await stage.send(redrive(`m:${child}`));
    await stage.ended(child);
    expect((await stage.outcomes('p')).at(-1)).toMatchObject({ status: 'FAILED' });
    await stage.send(redrive('parent:p'));
    await stage.ended('p');
    expect((await stage.outcomes('p')).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
    const children = (await stage.outcomes()).filter(({ name, status }) => name !== 'p' && status === 'SUCCEEDED');
    expect(children).toHaveLength(2);
    expect(await stage.deadLetters()).toEqual([]);
  });
});
