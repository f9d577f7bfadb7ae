import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEnd, isRegistryEvent, lockId, type Json } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { evolveResource, heldLockOf, type Resource } from '#resources';
import {
  Account,
  anyDeaths,
  countsUp,
  listen,
  Stage,
  StubParticipant,
  surviving,
  type Actor,
  type Death,
} from './testing/index.js';

/**
 * Executions that want the same locks, and the locks, in partitions of their own (R16): what the steps of an execution do
 * under a lock is not interleaved with what others do under it, whoever dies, and in the end every lock is free.
 */

const task = (resource: string, more: object) => ({ Type: 'Task', Resource: `kafka:shop.${resource}`, ...more });
const undo = { Compensate: { Resource: 'kafka:shop.undo' }, ResultPath: null };

/** Two steps under the lock that the input names. */
const twoSteps = (lock: object) => ({
  StartAt: 'Step1',
  States: {
    Step1: task('step-1', { ...undo, Lock: { KeyPath: '$.key', ...lock }, Next: 'Step2' }),
    Step2: task('step-2', { ...undo, End: true }),
  },
});

/** The lock as its log has it. */
async function lockOf(stage: Stage<MemoryClient>, key: string): Promise<Resource | undefined> {
  const events = (await stage.events(lockId(key))).filter(isRegistryEvent);
  return events.reduce<Resource | undefined>((lock, event) => evolveResource(lock, event, 0), undefined);
}

const isFree = async (stage: Stage<MemoryClient>, key: string) => heldLockOf(await lockOf(stage, key)) === undefined;

/** How often the work under a lock went over from one execution to another one. */
function turnsOf(stub: StubParticipant, isOfKey: (execution: string) => boolean): string[] {
  const turns: string[] = [];
  for (const id of stub.effects.keys()) {
    const execution = id.slice(0, id.indexOf('/'));
    if (isOfKey(execution) && turns.at(-1) !== execution) turns.push(execution);
  }
  return turns;
}

interface Plan {
  /** Of each execution: its lock, and the step that is refused; 3: none. */
  readonly sagas: readonly { readonly key: string; readonly refused: number }[];
  readonly policy: 'WAIT' | 'FAIL_FAST';
  readonly deaths: readonly Death[];
  readonly batchMessages: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  sagas: fc.array(fc.record({ key: fc.constantFrom('pen', 'ink'), refused: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 2,
    maxLength: 5,
  }),
  policy: fc.constantFrom('WAIT', 'WAIT', 'FAIL_FAST'),
  deaths: anyDeaths({ latest: 14, most: 5 }),
  batchMessages: fc.constantFrom(1, 2, 1_000),
});

const sagaOf = ({ sagas }: Plan, execution: string) => sagas[Number(execution.slice('m:e'.length))]!;

async function run(plan: Plan): Promise<{ stub: StubParticipant; stage: Stage<MemoryClient> }> {
  const broker = memoryBroker();
  const { batchMessages, sagas, policy } = plan;
  const quick = { checkpointMs: 10, idleCheckMs: 20, retakeMs: 2, leaveMs: 20 };
  const stage = await Stage.open(() => broker.connect(), { batchMessages, partitions: 2, ...quick }, 'shop');
  const stub = new StubParticipant(({ execution, state, compensates }) =>
    !compensates && state === `Step${sagaOf(plan, execution).refused}` ? 'refuses' : 'does',
  );
  const setup = await stage.orchestrator();
  await stage.define('m', twoSteps(policy === 'WAIT' ? { TimeoutSeconds: 600 } : { Policy: policy }));
  await setup.close();
  await listen(stage.connect(), 'shop', stub, 2);

  await stage.send(
    ...sagas.map(
      ({ key }, i) => ({ type: 'StartExecution', stateMachine: 'm', name: `e${i}`, input: { key } }) as const,
    ),
  );
  const over = async () =>
    new Set((await stage.outcomes()).flatMap((o) => (o.stopDate === null ? [] : [o.name]))).size === sagas.length &&
    (await isFree(stage, 'pen')) &&
    (await isFree(stage, 'ink'));
  await surviving({ broker, stage, deaths: plan.deaths, over, onDeath: () => broker.landLate() });
  return { stub, stage };
}

async function ledgerIsRight(plan: Plan, { stub, stage }: Awaited<ReturnType<typeof run>>): Promise<void> {
  for (const key of ['pen', 'ink']) {
    const turns = turnsOf(stub, (execution) => sagaOf(plan, execution).key === key);
    expect(turns).toEqual([...new Set(turns)]);
  }
  const left = new Set<string>();
  for (const [i, { refused }] of plan.sagas.entries()) {
    const events = await stage.events(`m:e${i}`);
    expect(events.filter(isEnd)).toHaveLength(1);
    const succeeded = events.some(({ type }) => type === 'ExecutionSucceeded');
    if (plan.policy === 'WAIT') expect(succeeded).toBe(refused === 3);
    if (succeeded) for (const step of [1, 2]) left.add(`m:e${i}/Step${step}/1/F`);
  }
  expect([...stub.ledger].toSorted()).toEqual([...left].toSorted());
  expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  expect(await stage.deadLetters()).toEqual([]);
}

describe('executions that want the same lock', () => {
  it('go one after the other, and leave it free, whoever is killed between any two records of the log', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (plan) => {
        const ran = await run(plan);
        try {
          await ledgerIsRight(plan, ran);
        } finally {
          await ran.stage.close();
        }
      }),
      { numRuns: 60, interruptAfterTimeLimit: 30_000 },
    );
  }, 60_000);
});

describe('a lock', () => {
  let stage: Stage<MemoryClient>;
  afterEach(() => stage.close());

  const start = (stateMachine: string, name: string, input: Json) =>
    ({ type: 'StartExecution', stateMachine, name, input }) as const;

  async function open(partitions: number): Promise<Actor<MemoryClient>> {
    const broker = memoryBroker();
    stage = await Stage.open(() => broker.connect(), { partitions }, 'shop');
    const actor = await stage.orchestrator();
    await stage.owned(actor);
    return actor;
  }

  it('that two executions take in opposite orders is given up by one of them in time, and undone', async () => {
    await open(2);
    await listen(stage.connect(), 'shop', new StubParticipant(), 1);
    const lock = (Key: string, TimeoutSeconds: number) => ({ Lock: { KeyPath: Key, TimeoutSeconds } });
    await stage.define('both', {
      StartAt: 'First',
      States: {
        First: task('first', { ...undo, ...lock('$.first', 30), Next: 'Wait' }),
        Wait: { Type: 'Wait', Seconds: 1, Next: 'Second' },
        Second: task('second', {
          ...undo,
          Lock: { KeyPath: '$.second', TimeoutSeconds: 1 },
          End: true,
        }),
      },
    });
    await stage.send(start('both', 'a', { first: 'x', second: 'y' }), start('both', 'b', { first: 'y', second: 'x' }));
    const over = async () => (await stage.outcomes()).filter(({ stopDate }) => stopDate !== null);
    await until('both are over', async () => (await over()).length === 2, 15_000);
    for (const { status, error } of await over())
      if (status !== 'SUCCEEDED') expect([status, error]).toEqual(['FAILED', 'Saga.LockTimeout']);
    expect((await over()).some(({ status }) => status === 'FAILED')).toBe(true);
    await until('both locks are free', async () => (await isFree(stage, 'x')) && isFree(stage, 'y'));
  }, 30_000);

  it('of an execution that never was, or that has ended, is free again', async () => {
    const actor = await open(2);
    await stage.define('m', twoSteps({}));
    const stub = new StubParticipant();
    await listen(stage.connect(), 'shop', stub, 1);
    await stage.send(start('m', 'a', { key: 'pen' }));
    await stage.ended('a');
    const [first] = (await stage.events(lockId('pen'))).flatMap((event) => ('taskToken' in event ? [event] : []));
    // As a process that died long ago may have sent it.
    const late = { type: 'AcquireLock', key: 'pen', taskToken: first!.taskToken } as const;
    await stage.send(late, { ...late, taskToken: 'm:nobody/Step1/1/F/1/x' });
    const types = async () => (await stage.eventTypes(lockId('pen'))).join(' ');
    await until('both have had it', async () => (await types()).endsWith('LockAcquired LockReleased'));
    await until('it is free', async () => (await isFree(stage, 'pen')) && stage.idle(actor));
    expect(await stage.deadLetters()).toEqual([]);
    await stage.send(start('m', 'b', { key: 'pen' }));
    await stage.ended('b');
  });

  async function runAccount(sagas: number, lock: object): Promise<{ value: number; succeeded: number }> {
    await open(4);
    const account = new Account();
    await listen(stage.connect(), 'shop', account.participant, 1);
    await stage.define('m', countsUp('shop', lock));
    await stage.send(...Array.from({ length: sagas }, (_, i) => start('m', `e${i}`, {})));
    const over = async () => (await stage.outcomes()).filter(({ stopDate }) => stopDate !== null);
    await until('all are over', async () => (await stage.announced()) >= 2 * sagas, 100_000);
    return { value: account.value, succeeded: (await over()).filter(({ status }) => status === 'SUCCEEDED').length };
  }

  it('lets a thousand sagas at a time keep an account that each of them reads and writes', async () => {
    const { value, succeeded } = await runAccount(1_000, { Lock: { Key: 'account', TimeoutSeconds: 600 } });
    expect(succeeded).toBe(666);
    expect(value).toBe(666);
    await until('it is free', () => isFree(stage, 'account'));
  }, 120_000);

  it('is what keeps it: without one updates are lost', async () => {
    const { value, succeeded } = await runAccount(60, {});
    expect(value).not.toBe(succeeded);
  }, 20_000);
});
