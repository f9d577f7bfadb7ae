import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnd, isMarker, type LogEvent } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import {
  anyDeaths,
  chain,
  forgetStates,
  listen,
  Stage,
  StubParticipant,
  surviving,
  type Death,
} from './testing/index.js';

/**
 * Executions that have ended are redriven. Nothing of them is in memory any more, nor in a checkpoint: the owner reads
 * them back from the log, and whoever takes over while it does so, or afterwards, does the same.
 */

const twoSteps = chain('shop', 2, { Compensate: undefined });

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
}

const plan: fc.Arbitrary<Plan> = fc.record({
  refusals: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
  deaths: anyDeaths({ latest: 8, most: 4 }),
  hint: fc.constantFrom<Hint>('right', 'none', 'elsewhere', 'behind the end'),
  repeats: fc.integer({ min: 1, max: 2 }),
  batchMessages: fc.constantFrom(1, 2, 1_000),
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

async function run(plan: Plan): Promise<StubParticipant> {
  const broker = memoryBroker();
  const settings = { batchMessages: plan.batchMessages, checkpointMs: 10, idleCheckMs: 20, retakeMs: 2, leaveMs: 20 };
  const opened = (stage = await Stage.open(() => broker.connect(), settings, 'shop'));
  const stub = new StubParticipant(({ execution, state, attempt }) =>
    state === 'Step2' && attempt <= plan.refusals[Number(execution.slice('m:e'.length))]! ? 'refuses' : 'does',
  );
  const setup = await opened.orchestrator();
  await opened.define('m', twoSteps);
  await setup.close();
  await listen(opened.connect(), 'shop', stub);
  const names = plan.refusals.map((_, i) => `e${i}`);
  await opened.send(...names.map((name) => ({ type: 'StartExecution', stateMachine: 'm', name, input: {} }) as const));
  const operator = new Operator(opened, plan);
  const over = async (owner: { kafka: MemoryClient }) =>
    !owner.kafka.isDead && (await operator.look()) === names.length;
  await surviving({ broker, stage: opened, deaths: plan.deaths, over });
  return stub;
}

async function isRight({ refusals }: Plan, stub: StubParticipant): Promise<void> {
  const steps = refusals.flatMap((_, i) => [`m:e${i}/Step1/1/F`, `m:e${i}/Step2/1/F`]);
  expect([...stub.ledger].toSorted()).toEqual(steps.toSorted());
  expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  for (const [i, refused] of refusals.entries()) {
    const events = await stage!.events(`m:e${i}`);
    const count = (which: (event: LogEvent) => boolean) => events.filter(which).length;
    expect(count(({ type }) => type === 'ExecutionStarted')).toBe(1);
    expect(count(({ type }) => type === 'ExecutionRedriven')).toBe(refused);
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
