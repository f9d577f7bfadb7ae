import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Command, Json, Message } from '#contracts';
import { connectKafka } from '#kafka';
import { until, useBroker } from '#kafka/testing';
import { listen, Stage, StubParticipant, type Verdict } from './testing/index.js';

/** Records come twice, in another order, or when nobody waits for them any more. */

const shop = `disorder-${Date.now().toString(36)}`;
const REPLIES = 3;
let stage: Stage;
let stub: StubParticipant;
const verdicts = new Map<string, (command: Command) => Verdict>();

const step = (n: number, more: object) => ({
  Type: 'Task',
  Resource: `kafka:${shop}.step-${n}`,
  ResultPath: `$.step${n}`,
  Compensate: {
    Resource: `kafka:${shop}.undo-${n}`,
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }],
  },
  ...more,
});

const machine = (second: object = {}) => ({
  StartAt: 'Step1',
  States: {
    Step1: step(1, { Next: 'Step2' }),
    Step2: step(2, { Next: 'Step3', ...second }),
    Step3: step(3, { End: true }),
  },
});

beforeAll(async () => {
  const used = await useBroker();
  const prefix = `${used.name('disorder')}.`;
  stage = await Stage.open(() => connectKafka({ brokers: used.brokers }), { prefix, partitions: 2 }, shop);
  const actor = await stage.orchestrator();
  await stage.owned(actor);
  await stage.define('plain', machine());
  await stage.define('impatient', machine({ TimeoutSeconds: 1 }));
  const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 99 }];
  await stage.define('retrying', machine({ TimeoutSeconds: 1, Retry }));
  stub = new StubParticipant((command) => verdicts.get(command.execution)?.(command) ?? 'does');
  await listen(stage.connect(), shop, stub, REPLIES);
}, 60_000);

afterAll(() => stage.close(), 30_000);

const start = (stateMachine: string, name: string): Message => ({
  type: 'StartExecution',
  stateMachine,
  name,
  input: {},
});
const success = (taskToken: string, output: Json = { late: true }): Message => ({
  type: 'SendTaskSuccess',
  taskToken,
  output,
});
const seen = (execution: string, leg: string, state: string) =>
  stub.seen.filter((c) => c.execution === execution && c.state === state && c.id.endsWith(leg));
const ledgerOf = (execution: string) => [...stub.ledger].filter((id) => id.startsWith(`${execution}/`)).length;
const count = async (execution: string, type: string) =>
  (await stage.eventTypes(execution)).filter((it) => it === type).length;
const onlyStep = (state: string, verdict: Verdict) => (command: Command) =>
  command.state === state && !command.compensates ? verdict : 'does';

describe('duplicates', () => {
  it('of starts and of every reply: each execution runs once, each step succeeds once', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `twice-${i}`);
    await stage.send(...names.flatMap((name) => [start('plain', name), start('plain', name)]));
    for (const name of names) {
      await stage.ended(name);
      expect(await count(`plain:${name}`, 'TaskSucceeded')).toBe(3);
      expect(ledgerOf(`plain:${name}`)).toBe(3);
    }
    expect([...stub.effects.values()].every((times) => times === 1)).toBe(true);
  });
});

describe('another order', () => {
  it('an old reply behind a newer one is no news, a reply before its time is one for nothing', async () => {
    const execution = 'plain:order';
    verdicts.set(execution, onlyStep('Step2', 'silent'));
    await stage.send(start('plain', 'order'));
    await until('the second step is out', () => seen(execution, 'F', 'Step2').length > 0);
    const [first] = seen(execution, 'F', 'Step1');
    const [second] = seen(execution, 'F', 'Step2');
    const third = second!.taskToken.replace('/Step2/', '/Step3/');
    await stage.send(success(third), success(first!.taskToken), success(second!.taskToken), success(first!.taskToken));
    await stage.ended('order');
    expect(await count(execution, 'TaskSucceeded')).toBe(3);
    const letters = (await stage.deadLetters()).filter(({ value }) => value.includes(third));
    expect(letters).toHaveLength(1);
  });

  it('a success of an attempt that was given up is the success of its visit', async () => {
    const execution = 'retrying:late-attempt';
    verdicts.set(execution, onlyStep('Step2', 'silent'));
    await stage.send(start('retrying', 'late-attempt'));
    await until('it is tried again', () => seen(execution, 'F', 'Step2').some(({ attempt }) => attempt === 2), 15_000);
    const first = seen(execution, 'F', 'Step2').find(({ attempt }) => attempt === 1)!;
    await stage.send(success(first.taskToken));
    await stage.ended('late-attempt');
    expect(await count(execution, 'TaskSucceeded')).toBe(3);
  }, 30_000);
});

describe('a reply after the undo', () => {
  it('changes nothing: what timed out was undone, whether it had happened or not', async () => {
    const execution = 'impatient:too-late';
    verdicts.set(execution, onlyStep('Step2', 'silent'));
    await stage.send(start('impatient', 'too-late'));
    await stage.ended('too-late', 'FAILED');
    const events = await stage.events(execution);
    expect(events.filter(({ type }) => type === 'CompensationSucceeded')).toHaveLength(2);
    const letters = (await stage.deadLetters()).length;
    await stage.send(success(seen(execution, 'F', 'Step2')[0]!.taskToken), start('plain', 'behind'));
    await stage.ended('behind');
    expect(await stage.events(execution)).toEqual(events);
    expect((await stage.deadLetters()).length).toBe(letters);
    expect(ledgerOf(execution)).toBe(0);
  }, 30_000);
});

describe('replies while an undo is blocked', () => {
  it('leave it blocked until a person resolves it', async () => {
    const execution = 'plain:blocked';
    let stubborn = true;
    verdicts.set(execution, ({ state, compensates }) => {
      if (state === 'Step3') return 'refuses';
      return compensates && state === 'Step2' && stubborn ? 'refuses' : 'does';
    });
    await stage.send(start('plain', 'blocked'));
    await until('it is blocked', async () => (await count(execution, 'CompensationBlocked')) === 1);
    expect((await stage.outcomes('blocked')).at(-1)).toMatchObject({
      status: 'RUNNING',
      compensationStatus: 'BLOCKED',
    });
    const late = ['Step1', 'Step2'].flatMap((state) => seen(execution, 'F', state));
    await stage.send(...late.map(({ taskToken }) => success(taskToken)), start('plain', 'meanwhile'));
    await stage.ended('meanwhile');
    expect(ledgerOf(execution)).toBe(2);
    expect(await count(execution, 'ExecutionFailed')).toBe(0);
    stubborn = false;
    await stage.send({
      type: 'ResolveCompensation',
      execution,
      state: 'Step2',
      how: 'RETRY',
      by: 'ada',
      why: 'repaired',
    });
    await stage.ended('blocked', 'FAILED');
    expect(ledgerOf(execution)).toBe(0);
    expect((await stage.outcomes('blocked')).at(-1)).toMatchObject({
      compensationStatus: 'COMPLETED',
      error: 'Refused',
    });
  }, 30_000);
});
