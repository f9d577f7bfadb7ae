import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commandsTopic, type Message } from '#contracts';
import { memoryBroker, until, type MemoryClient } from '#kafka/testing';
import { recordSpans, type RecordedSpan, type RecordedSpans } from '#runtime/testing';
import { chain, listen, Stage, StubParticipant, type Verdict } from '../testing/index.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const traceparent = `00-${TRACE}-${CALLER}-01`;

let stage: Stage<MemoryClient>;
let recording: RecordedSpans | undefined;

beforeEach(async () => {
  const broker = memoryBroker();
  stage = await Stage.open(() => broker.connect(), { partitions: 2 }, 'shop');
});

afterEach(async () => {
  await stage.close();
  await recording?.close();
  recording = undefined;
});

const start = (stateMachine: string, name: string, headers: Record<string, string> = { traceparent }) =>
  stage.write({
    topic: stage.settings.topics.inbox,
    partition: stage.partitionOf(`${stateMachine}:${name}`),
    key: `${stateMachine}:${name}`,
    value: JSON.stringify({ type: 'StartExecution', stateMachine, name, input: {} } satisfies Message),
    headers,
  });

async function play(verdict: (state: string) => Verdict): Promise<void> {
  await listen(
    stage.connect(),
    'shop',
    new StubParticipant(({ state, compensates }) => (compensates ? 'does' : verdict(state))),
  );
}

/** Of the commands that went out: the step, and which span it is below. */
async function sent(): Promise<{ readonly id: string; readonly parent: string | undefined }[]> {
  const records = await stage.records(commandsTopic('shop'));
  return records.map(({ value, headers }) => ({
    id: (JSON.parse(String(value)) as { id: string }).id,
    parent: headers['traceparent']?.toString().split('-')[2],
  }));
}

const only = (spans: readonly RecordedSpan[]): RecordedSpan => {
  expect(spans).toHaveLength(1);
  return spans[0]!;
};

describe('a saga that is undone', () => {
  it('is one trace below whoever started it, each attempt and each undo a span that its command names', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('signup', chain('shop', 2));
    await play((state) => (state === 'Step2' ? 'refuses' : 'does'));
    await start('signup', 'a');
    await stage.ended('a', 'FAILED');
    await until('the saga has been told', () => recording!.named('execution signup').length === 1);
    const all = recording.all();
    expect(all.map(({ name, error }) => [name, error])).toEqual([
      ['shop.step-1', undefined],
      ['shop.step-2', 'Refused'],
      ['shop.undo-1', undefined],
      ['execution signup', 'Refused'],
    ]);
    expect(new Set(all.map(({ trace }) => trace))).toEqual(new Set([TRACE]));
    const saga = only(recording.named('execution signup'));
    expect(saga).toMatchObject({
      parent: CALLER,
      attributes: {
        'backstep.execution': 'signup:a',
        'backstep.status': 'FAILED',
        'backstep.compensation_status': 'COMPLETED',
      },
    });
    expect(saga.notes).toContain('CompensationPlanned');
    const [first, second, undo] = all;
    expect([first, second, undo].map((span) => span!.parent)).toEqual([saga.id, saga.id, saga.id]);
    expect(undo!.links).toEqual([first!.id]);
    expect(await sent()).toEqual([
      { id: 'signup:a/Step1/1/F', parent: first!.id },
      { id: 'signup:a/Step2/1/F', parent: second!.id },
      { id: 'signup:a/Step1/1/C', parent: undo!.id },
    ]);
  });

  it('has a trace of its own if nobody said which', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('signup', chain('shop', 1));
    await play(() => 'does');
    await start('signup', 'a', { traceparent: 'nonsense' });
    await stage.ended('a');
    await until('the saga has been told', () => recording!.named('execution signup').length === 1);
    const saga = only(recording.named('execution signup'));
    expect(saga.parent).toBeUndefined();
    expect(only(recording.named('shop.step-1'))).toMatchObject({ trace: saga.trace, parent: saga.id });
  });
});

describe('whoever takes over', () => {
  it('goes on with the spans of whoever was there before, and sends the same parents', async () => {
    recording = await recordSpans();
    const first = await stage.orchestrator();
    await stage.define('signup', chain('shop', 2));
    await start('signup', 'a');
    await until('the first command is out', async () => (await sent()).length === 1);
    stage.forget(first);
    first.kafka.kill();
    await stage.orchestrator();
    await play(() => 'does');
    await stage.ended('a', 'SUCCEEDED', 20_000);
    await until('the saga has been told', () => recording!.named('execution signup').length === 1);
    expect(new Set(recording.all().map(({ trace }) => trace))).toEqual(new Set([TRACE]));
    const step = recording.named('shop.step-1')[0]!;
    const twice = (await sent()).filter(({ id }) => id.includes('Step1'));
    expect(twice.length).toBeGreaterThan(1);
    expect(new Set(twice.map(({ parent }) => parent))).toEqual(new Set([step.id]));
    const saga = only(recording.named('execution signup'));
    const started = (await stage.decisions(stage.partitionOf('signup:a')))[0]!;
    expect(saga).toMatchObject({ parent: CALLER, from: Date.parse(started.decision.at) });
  });
});

/** `parent`, whose first task starts the execution of one step, and waits for it. */
async function defineParent(goesOn: object, states: object = {}): Promise<void> {
  await stage.define('child', chain('shop', 1));
  const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
  const Resource = 'arn:aws:states:::states:startExecution.sync:2';
  const Child = { Type: 'Task', Resource, Parameters: { StateMachineArn }, ...goesOn };
  await stage.define('parent', { StartAt: 'Child', States: { Child, ...states } });
}

describe('an execution that another one starts', () => {
  it('is a part of the same trace, below the task that started it', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await defineParent({ End: true });
    await play(() => 'does');
    await start('parent', 'p');
    await stage.ended('p');
    await until('both have been told', () => recording!.named('execution parent').length === 1);
    const task = only(recording.all().filter(({ name }) => name.includes('startExecution')));
    expect(only(recording.named('execution child'))).toMatchObject({ trace: TRACE, parent: task.id });
    expect(only(recording.named('execution parent'))).toMatchObject({ trace: TRACE, parent: CALLER });
  });
});

describe('where nobody listens', () => {
  it('passes on the trace that a start came in with, and adds nothing to one that has none', async () => {
    await stage.orchestrator();
    await stage.define('signup', chain('shop', 1));
    await play(() => 'does');
    await start('signup', 'a');
    await start('signup', 'b', {});
    await stage.ended('a');
    await stage.ended('b');
    expect((await sent()).sort((one, other) => one.id.localeCompare(other.id))).toEqual([
      { id: 'signup:a/Step1/1/F', parent: CALLER },
      { id: 'signup:b/Step1/1/F', parent: undefined },
    ]);
    const headers = (await stage.records(commandsTopic('shop'))).map((record) => Object.keys(record.headers));
    expect(headers.flat()).toEqual(['traceparent']);
  });
});

describe('an execution that is redriven', () => {
  const redrive = (id: string) => stage.send({ type: 'RedriveExecution', execution: `signup:${id}` });
  /** Each as it was told last. */
  const runs = () => [...new Map(recording!.named('execution signup').map((run) => [run.id, run])).values()];
  const told = (many: number) => until(`${many} runs have been told`, () => runs().length >= many);

  it('has a span for each time, which links to the one before, and begins with the redrive', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('signup', chain('shop', 2, { Compensate: undefined }));
    let refusals = 2;
    await play((state) => (state === 'Step2' && refusals-- > 0 ? 'refuses' : 'does'));
    await start('signup', 'a');
    await told(1);
    await redrive('a');
    await told(2);
    await redrive('a');
    await told(3);
    const [first, second, third] = runs();
    expect(new Set([first!.id, second!.id, third!.id]).size).toBe(3);
    expect([first, second, third].map((run) => [run!.parent, run!.links, run!.error])).toEqual([
      [CALLER, [], 'Refused'],
      [CALLER, [first!.id], 'Refused'],
      [CALLER, [second!.id], undefined],
    ]);
    expect(second!.from).toBeGreaterThanOrEqual(first!.to);
    expect(third!.from).toBeGreaterThanOrEqual(second!.to);
    const tries = recording.named('shop.step-2').map(({ parent }) => parent);
    expect(tries).toEqual([first!.id, second!.id, third!.id]);
  });

  it('has another span even where one decision does it all', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('signup', {
      StartAt: 'Again',
      States: {
        Again: {
          Type: 'Choice',
          Choices: [{ Variable: '$$.Execution.RedriveCount', NumericGreaterThan: 0, Next: 'Done' }],
        },
        Done: { Type: 'Succeed' },
      },
    });
    await start('signup', 'a');
    await told(1);
    await redrive('a');
    await told(2);
    const [first, second] = runs();
    expect([first!.error, second!.error]).toEqual(['States.NoChoiceMatched', undefined]);
    expect(second!.links).toEqual([first!.id]);
    expect(second!.id).not.toBe(first!.id);
  });

  it('is told by whoever takes over as it was by whoever was there before', async () => {
    recording = await recordSpans();
    const first = await stage.orchestrator();
    await stage.define('signup', chain('shop', 1, { Compensate: undefined }));
    let verdict: Verdict = 'refuses';
    await play(() => verdict);
    await start('signup', 'a');
    await told(1);
    verdict = 'silent';
    await redrive('a');
    await until('the second command is out', async () => (await sent()).length === 2);
    stage.forget(first);
    first.kafka.kill();
    verdict = 'does';
    await stage.orchestrator();
    await stage.ended('a', 'SUCCEEDED', 20_000);
    await told(2);
    const [before, after] = runs();
    const redriven = (await stage.decisions(stage.partitionOf('signup:a'))).find(({ decision: { events } }) =>
      events.some(({ type }) => type === 'ExecutionRedriven'),
    );
    expect(after).toMatchObject({ links: [before!.id], from: Date.parse(redriven!.decision.at) });
    expect(after!.id).not.toBe(before!.id);
    const second = recording.named('shop.step-1').at(-1);
    expect(second!.parent).toBe(after!.id);
    const again = (await sent()).slice(1).map(({ parent }) => parent);
    expect(again.length).toBeGreaterThan(1);
    expect(new Set(again)).toEqual(new Set([second!.id]));
  });

  it('has a span up to its pause, and another one from then on', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('signup', { ...chain('shop', 1), Saga: { OnFailure: 'PAUSE' } });
    let refusals = 1;
    await play(() => (refusals-- > 0 ? 'refuses' : 'does'));
    await start('signup', 'a');
    await until('it has paused', async () => (await stage.eventTypes('signup:a')).includes('ExecutionPaused'));
    expect(runs()).toEqual([]);
    await redrive('a');
    await told(2);
    const [paused, after] = runs();
    expect(paused).toMatchObject({ error: 'Refused', attributes: { 'backstep.status': 'PAUSED' } });
    expect(after).toMatchObject({ error: undefined, links: [paused!.id], from: paused!.to });
  });
});

describe('an execution that is undone for its parent', () => {
  it('has another span for that, which links to the one in which it succeeded', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await defineParent({ Next: 'No' }, { No: { Type: 'Fail', Error: 'No' } });
    await play(() => 'does');
    await start('parent', 'p');
    await stage.ended('p', 'FAILED');
    await until('both have been told', () => recording!.named('execution child').length === 2);
    const [done, undone] = recording.named('execution child');
    expect([done!.error, undone!.error]).toEqual([undefined, undefined]);
    expect(undone!.id).not.toBe(done!.id);
    expect(undone).toMatchObject({ trace: TRACE, parent: done!.parent, links: [done!.id] });
    expect(undone!.attributes).toMatchObject({ 'backstep.leg': 'compensation' });
    expect(undone!.from).toBeGreaterThanOrEqual(done!.to);
    expect(only(recording.named('shop.undo-1')).parent).toBe(undone!.id);
  });
});
