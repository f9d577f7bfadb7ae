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

describe('an execution that another one starts', () => {
  it('is a part of the same trace, below the task that started it', async () => {
    recording = await recordSpans();
    await stage.orchestrator();
    await stage.define('child', chain('shop', 1));
    const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
    const Resource = 'arn:aws:states:::states:startExecution.sync:2';
    await stage.define('parent', {
      StartAt: 'Child',
      States: { Child: { Type: 'Task', Resource, Parameters: { StateMachineArn }, End: true } },
    });
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
