import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnd, isMarker, type LogEvent } from '#contracts';
import { memoryBroker, type MemoryClient } from '#kafka/testing';
import { anyDeaths, chain, listen, Stage, StubParticipant, surviving, type Death } from './testing/index.js';

/**
 * The orchestrator is killed at any append to the log, without a word of farewell, and another takes over; again and
 * again. However that goes, what is left behind is the same: every effect of an execution that succeeded, none of one
 * that failed, and every input was consumed once.
 */

interface Plan {
  readonly steps: number;
  /** Of each execution the step that is refused; beyond the last one: none. */
  readonly refused: readonly number[];
  readonly deaths: readonly Death[];
  /** How often each reply comes. */
  readonly replies: number;
  /** Records of one batch at the most. */
  readonly batchMessages: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  steps: fc.integer({ min: 1, max: 4 }),
  refused: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
  deaths: anyDeaths({ latest: 9, most: 4 }),
  replies: fc.integer({ min: 1, max: 2 }),
  batchMessages: fc.constantFrom(1, 2, 1_000),
});

const refusedStep = ({ refused }: Plan, execution: string) => refused[Number(execution.slice('m:e'.length))]!;

async function run(plan: Plan): Promise<{ stub: StubParticipant; stage: Stage<MemoryClient> }> {
  const broker = memoryBroker();
  // States are larger than that: their checkpoints are in parts.
  const checkpointRecordSize = 500;
  const settings = {
    batchMessages: plan.batchMessages,
    checkpointRecordSize,
    checkpointMs: 10,
    idleCheckMs: 20,
    retakeMs: 2,
    leaveMs: 20,
  };
  const stage = await Stage.open(() => broker.connect(), settings, 'shop');
  const stub = new StubParticipant(({ execution, state, compensates }) =>
    !compensates && state === `Step${refusedStep(plan, execution)}` ? 'refuses' : 'does',
  );
  const setup = await stage.orchestrator();
  await stage.define('m', chain('shop', plan.steps));
  await setup.close();
  await listen(stage.connect(), 'shop', stub, plan.replies);

  const names = plan.refused.map((_, i) => `e${i}`);
  await stage.send(...names.map((name) => ({ type: 'StartExecution', stateMachine: 'm', name, input: {} }) as const));
  const over = async () => new Set((await stage.outcomes()).flatMap((o) => (o.stopDate === null ? [] : [o.name]))).size;
  await surviving({ broker, stage, deaths: plan.deaths, over: async () => (await over()) === names.length });
  return { stub, stage };
}

async function ledgerIsRight(plan: Plan, stub: StubParticipant, stage: Stage<MemoryClient>): Promise<void> {
  const wanted = plan.refused.flatMap((refused, i) =>
    refused <= plan.steps ? [] : Array.from({ length: plan.steps }, (_, s) => `m:e${i}/Step${s + 1}/1/F`),
  );
  expect([...stub.ledger].toSorted()).toEqual(wanted.toSorted());
  expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  for (const i of plan.refused.keys()) {
    const events = await stage.events(`m:e${i}`);
    const count = (which: (event: LogEvent) => boolean) => events.filter(which).length;
    expect(count(({ type }) => type === 'ExecutionStarted')).toBe(1);
    expect(count(isEnd)).toBe(1);
    expect(isEnd(events.at(-1)!)).toBe(true);
    const answered = events.flatMap((e) => (e.type === 'TaskSucceeded' || e.type === 'TaskFailed' ? [e.state] : []));
    expect(answered).toEqual([...new Set(answered)]);
  }
  const log = await stage.log();
  const inbox = log.flatMap(({ record, counts }) => (counts && !isMarker(record) ? [record.nextInbox] : []));
  expect(inbox).toEqual(inbox.toSorted((a, b) => a - b));
  expect(await stage.deadLetters()).toEqual([]);
}

describe('an orchestrator that is killed between any two records of the log', () => {
  it('leaves nothing lost, doubled or half undone to who takes over', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        const { stub, stage } = await run(plan);
        try {
          await ledgerIsRight(plan, stub, stage);
        } finally {
          await stage.close();
        }
      }),
      { numRuns: 80, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);
});
