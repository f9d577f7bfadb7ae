import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_ARN_SCOPE, LIMITS, type Command, type LogEvent, type Message } from '#contracts';
import { partitionFor, type InRecord } from '#kafka';
import { PartitionState } from '../ownership/partition-state.js';
import { RememberedEnds } from '../ownership/remembered-ends.js';
import { chain, passes, StubParticipant, waits } from '../testing/index.js';
import { compile, type StateMachine } from '#asl';
import { anyMessageTo } from '#resources/testing';
import type { Registry } from '../registry/registry.js';
import { BatchDecider } from './decide-batch.js';
import { effectsOf } from './step.js';

const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const REPLY_TO = { topic: 'inbox', partition: 0 };

const machine = (definition: object): StateMachine => {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.machine;
};

const MACHINES = new Map([
  ['two', machine(chain('shop', 2))],
  ['passes', machine(passes)],
  ['waits', machine(waits(1))],
]);

/** Knows these machines, each with one version. */
const registry = {
  resolve: async ({ stateMachine }: { stateMachine: string }) =>
    MACHINES.has(stateMachine)
      ? { ok: true, value: { version: 1 } }
      : { ok: false, error: 'StateMachineDoesNotExist', cause: 'There is none.' },
  machine: (name: string) => MACHINES.get(name),
  machineOf: async (name: string) => MACHINES.get(name),
} as unknown as Registry;

interface Done {
  readonly entity: string;
  readonly nextInbox: number;
  readonly events: readonly LogEvent[];
}

/** One partition without a broker: what an owner does with the batches it decides. */
class Desk {
  readonly state = new PartitionState(new RememberedEnds(24));
  readonly done: Done[] = [];
  readonly deadLetters: string[] = [];
  readonly forwarded: { partition: number | undefined; key: unknown; value: string }[] = [];
  constructor(
    private readonly partitions = 1,
    private readonly known: Registry = registry,
  ) {}

  decider(now: () => number = () => NOW): BatchDecider {
    return new BatchDecider({
      state: this.state,
      registry: this.known,
      partition: 0,
      partitions: this.partitions,
      inbox: 't.inbox',
      deadLetters: 'dead',
      arns: DEFAULT_ARN_SCOPE,
      route: () => undefined,
      now,
    });
  }

  /** @returns the commands that go out. */
  async decide(records: readonly InRecord[], timers: readonly string[] = [], now = NOW): Promise<Command[]> {
    const { state } = this;
    const decider = this.decider(() => now);
    for (const entity of timers) await decider.timer(entity);
    for (const record of records) await decider.record(record);
    const { steps, beforehand } = decider.batch;
    for (const { topic, partition, key, value, headers } of beforehand) {
      if (topic === 'dead') this.deadLetters.push(String(headers!['x-error']));
      else this.forwarded.push({ partition, key, value: String(value) });
    }
    const commands: Command[] = [];
    for (const step of steps) {
      const { entity, nextInbox } = step.draft;
      const offset = this.done.length;
      this.done.push({ entity, nextInbox, events: step.events });
      if (step.deadLetter) this.deadLetters.push(String(step.deadLetter.headers!['x-error']));
      state.confirm(entity, step.after, { nextInbox, at: step.at, offset, over: step.over });
      commands.push(...effectsOf(step, REPLY_TO).commands);
    }
    state.nextInbox = decider.nextInbox;
    return commands;
  }

  types(entity: string): string[] {
    return this.done.filter((d) => d.entity === entity).flatMap(({ events }) => events.map(({ type }) => type));
  }
}

const recordOf = (value: string, offset: number, key: string | null = null): InRecord => ({
  topic: 'inbox',
  partition: 0,
  offset,
  key: key === null ? null : Buffer.from(key),
  value: Buffer.from(value),
  headers: {},
  timestamp: NOW,
});
const inbox = (...messages: readonly Message[]) => messages.map((m, i) => recordOf(JSON.stringify(m), i));
const start = (stateMachine: string, name: string, input = {}): Message => ({
  type: 'StartExecution',
  stateMachine,
  name,
  input,
});

/** Decides record by record and lets a participant answer, so that the inbox is a true one; then that inbox. */
async function trueInbox(
  first: readonly string[],
  refuses: ReadonlySet<string>,
  doubled: boolean,
): Promise<InRecord[]> {
  const stub = new StubParticipant(({ id, compensates }) => (!compensates && refuses.has(id) ? 'refuses' : 'does'));
  const desk = new Desk();
  const waiting = first.slice();
  const records: InRecord[] = [];
  while (waiting.length > 0) {
    const record = recordOf(waiting.shift()!, records.length);
    records.push(record);
    for (const command of await desk.decide([record])) {
      const reply = JSON.stringify(stub.handle(command));
      waiting.push(reply, ...(doubled ? [reply] : []));
    }
  }
  return records;
}

describe('decisions', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const text = fc.oneof(
    fc.tuple(fc.constantFrom('two', 'passes', 'none'), name).map(([m, n]) => JSON.stringify(start(m, n))),
    name.map((n) => JSON.stringify({ type: 'StopExecution', execution: `two:${n}` })),
    fc.constantFrom(
      '{nonsense',
      '{"type":"Nonsense"}',
      JSON.stringify({ type: 'CreateStateMachine', name: 'm', definition: passes }),
      JSON.stringify({ type: 'CreateActivity', name: 'pack' }),
      JSON.stringify({ type: 'DeleteActivity', name: 'pack' }),
    ),
    anyMessageTo('m').map((message) => JSON.stringify(message)),
  );

  it('are the same whatever the batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 12 }),
        fc.uniqueArray(fc.constantFrom('two:a/Step1/1/F', 'two:a/Step2/1/F', 'two:b/Step2/1/F'), { maxLength: 3 }),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 9 }),
        async (texts, refuses, doubled, sizes) => {
          const records = await trueInbox(texts, new Set(refuses), doubled);
          const [one, many] = [new Desk(), new Desk()];
          for (const record of records) await one.decide([record]);
          for (let at = 0, i = 0; at < records.length; at += sizes[i++ % sizes.length]!) {
            await many.decide(records.slice(at, at + sizes[i % sizes.length]!));
          }
          expect(many.done).toEqual(one.done);
          expect(many.deadLetters.toSorted()).toEqual(one.deadLetters.toSorted());
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of one batch follow each other: a start, its repetition, a stop and a late stop of one execution', async () => {
    const desk = new Desk();
    const stop: Message = { type: 'StopExecution', execution: 'two:a' };
    const commands = await desk.decide(inbox(start('two', 'a'), start('two', 'a'), stop, stop));
    expect(desk.types('two:a').filter((type) => type === 'ExecutionStarted')).toHaveLength(1);
    expect(desk.types('two:a')).toContain('CompensationTriggered');
    expect(commands.map(({ id }) => id)).toEqual(['two:a/Step1/1/F']);
    const passed = desk.done.map(({ nextInbox }) => nextInbox);
    expect(passed).toEqual(passed.toSorted((a, b) => a - b));
  });

  it('of one batch: what ended in it is ended for the records behind', async () => {
    const desk = new Desk();
    await desk.decide(inbox(start('passes', 'a'), start('passes', 'a')));
    expect(desk.deadLetters).toEqual(['ExecutionAlreadyExists']);
    expect([desk.state.executions.size, desk.state.ends.has('passes:a')]).toEqual([0, true]);
  });

  it('of a stop that comes behind the end are none, and whoever asked for it is told that it has stopped', async () => {
    const desk = new Desk();
    const caller = { taskToken: 'caller:x/Stop/1/F/1/t', resource: 'arn:aws:states:::aws-sdk:sfn:stopExecution' };
    const stop: Message = { type: 'StopExecution', execution: 'passes:a' };
    const records = inbox(start('passes', 'a'), stop, { ...stop, caller });
    for (const record of records) await desk.decide([record]);
    expect(desk.types('passes:a').slice(-2)).toEqual(['ExecutionSucceeded', 'MessageAccepted']);
    expect(desk.done.at(-1)?.events).toMatchObject([
      { reply: { type: 'SendTaskSuccess', output: { StopDate: new Date(NOW).toISOString() } } },
    ]);
    expect(desk.deadLetters).toEqual([]);
  });

  it('of timers repeat the inbox offset that is current', async () => {
    const desk = new Desk();
    await desk.decide(inbox(start('waits', 'a')));
    await desk.decide([], ['waits:a'], NOW + 1_000);
    expect(desk.types('waits:a').at(-1)).toBe('ExecutionSucceeded');
    expect(desk.done.map(({ nextInbox }) => nextInbox)).toEqual([1, 1]);
  });

  it('never carry a time before the last one', async () => {
    const desk = new Desk();
    await desk.decide(inbox(start('passes', 'a')));
    await desk.decide([recordOf(JSON.stringify(start('passes', 'b')), 1)], [], NOW - 5_000);
    expect(desk.state.lastAt).toBe(NOW);
  });
});

describe('a record on the wrong partition', () => {
  const PARTITIONS = 4;
  const other = ['a', 'b', 'c', 'd', 'e'].find((n) => partitionFor(`passes:${n}`, PARTITIONS) !== 0)!;

  it('is forwarded to where its entity lives, as it came, and nothing is decided', async () => {
    const desk = new Desk(PARTITIONS);
    await desk.decide(inbox(start('passes', other)));
    expect(desk.done).toEqual([]);
    expect(desk.forwarded).toEqual([
      {
        partition: partitionFor(`passes:${other}`, PARTITIONS),
        key: `passes:${other}`,
        value: JSON.stringify(start('passes', other)),
      },
    ]);
    expect(desk.state.nextInbox).toBe(1);
  });

  it('a start without a name takes the name of its first place along', async () => {
    const desk = new Desk(PARTITIONS);
    const nameless = JSON.stringify({ type: 'StartExecution', stateMachine: 'passes' });
    const records = Array.from({ length: 8 }, (_, offset) => recordOf(nameless, offset));
    await desk.decide(records);
    const names = desk.forwarded.map(({ value }) => (JSON.parse(value) as { name: string }).name);
    expect(new Set([...names, ...desk.done.map(({ entity }) => entity.slice('passes:'.length))])).toEqual(
      new Set(records.map(({ offset }) => `0-${offset}`)),
    );
    expect(desk.forwarded.every(({ partition, key }) => partition === partitionFor(key as string, PARTITIONS))).toBe(
      true,
    );
  });
});

describe('an answer', () => {
  const asked = { id: 'x', replyTo: 'replies' } as const;

  /** What the messages of one batch are answered. */
  async function answers(...messages: readonly Message[]) {
    const desk = new Desk();
    const decider = desk.decider();
    for (const record of inbox(...messages)) await decider.record(record);
    return decider.batch.answers.map(({ answer, decisions }) => ({ ...answer, decisions }));
  }

  it('says what came of its message, and how many decisions of the batch stand before it', async () => {
    const create = { type: 'CreateStateMachine', name: 'm', definition: passes as never, publish: true } as const;
    const at = new Date(NOW).toISOString();
    expect(await answers(start('passes', 'a'), { ...create, ...asked }, { ...create, ...asked })).toEqual([
      { id: 'x', ok: true, entity: 'm', at, decisions: 2, result: { revision: 1, createdAt: NOW, number: 1 } },
      { id: 'x', ok: true, entity: 'm', at, decisions: 2, result: { revision: 1, createdAt: NOW, number: 1 } },
    ]);
  });

  it('to a start says when the execution was started, also to a repeated one', async () => {
    const again = { ...start('two', 'a'), ...asked };
    expect(await answers(again, again)).toMatchObject([
      { ok: true, entity: 'two:a', result: { startedAt: NOW }, decisions: 1 },
      { ok: true, entity: 'two:a', result: { startedAt: NOW }, decisions: 1 },
    ]);
  });

  it('to what is refused takes the place of the dead letter', async () => {
    const desk = new Desk();
    const decider = desk.decider();
    const refused = { type: 'UpdateStateMachine', name: 'm', definition: {} } as const;
    for (const record of inbox({ ...refused, ...asked }, refused)) await decider.record(record);
    expect(decider.batch.answers).toMatchObject([{ answer: { error: 'StateMachineDoesNotExist' }, decisions: 1 }]);
    expect(decider.batch.steps.map(({ deadLetter }) => deadLetter !== undefined)).toEqual([false, true]);
  });
});

describe('an EXPRESS execution', () => {
  it('has its run in its id, since its name may be used again', async () => {
    const desk = new Desk();
    await desk.decide(
      inbox(
        { ...start('passes', 'a'), express: 'r1' } as Message,
        { ...start('passes', 'a'), express: 'r2' } as Message,
      ),
    );
    expect(desk.types('passes:a:r1').at(-1)).toBe('ExecutionSucceeded');
    expect(desk.types('passes:a:r2').at(-1)).toBe('ExecutionSucceeded');
    expect(desk.done[0]!.events[0]).toMatchObject({ name: 'a', express: true, dueAt: NOW + 300_000 });
  });
});

describe('what goes wrong', () => {
  it('poison is dead-lettered before its refusal is on the log, a refusal by state only with it', async () => {
    const decider = new Desk().decider();
    const texts = ['{nonsense', JSON.stringify({ type: 'StopExecution', execution: 'two:nobody' })];
    for (const [i, text] of texts.entries()) await decider.record(recordOf(text, i));
    const errors = decider.batch.steps.map(({ deadLetter }) => deadLetter?.headers!['x-error']);
    expect(decider.batch.beforehand.map(({ headers }) => headers!['x-error'])).toEqual(['InvalidJson']);
    expect(errors).toEqual([undefined, 'ExecutionDoesNotExist']);
  });

  it('a timer whose definition is nowhere makes the execution need attention', async () => {
    const desk = new Desk();
    await desk.decide(inbox(start('waits', 'a')));
    const none = { ...registry, machine: () => undefined, machineOf: async () => undefined } as unknown as Registry;
    const later = new Desk(1, none);
    later.state.executions.set('waits:a', desk.state.executions.get('waits:a')!);
    await later.decide([], ['waits:a'], NOW + 1_000);
    expect(later.types('waits:a')).toEqual(['ExecutionNeedsAttention']);
  });

  it('a reply finds a definition that this process reads only now', async () => {
    const desk = new Desk();
    const [command] = await desk.decide(inbox(start('two', 'a')));
    const slow = { ...registry, machine: () => undefined } as unknown as Registry;
    const next = new Desk(1, slow);
    next.state.executions.set('two:a', desk.state.executions.get('two:a')!);
    await next.decide(inbox({ type: 'SendTaskSuccess', taskToken: command!.taskToken, output: {} }));
    expect([next.types('two:a')[0], next.deadLetters]).toEqual(['TaskSucceeded', []]);
  });

  it('what is behind a start that waited for its definition is decided later, and says so', async () => {
    let now = NOW;
    const resolve = async () => ((now += 700), { ok: true, value: { version: 1 } });
    const decider = new Desk(1, { ...registry, resolve } as unknown as Registry).decider(() => now);
    for (const record of inbox(start('waits', 'a'), start('waits', 'b'))) await decider.record(record);
    const startedAt = (name: string) => decider.batch.steps.find(({ draft }) => draft.entity === `waits:${name}`)?.at;
    expect([startedAt('a'), startedAt('b')]).toEqual([NOW + 700, NOW + 1_400]);
  });

  it('a bug keeps the message in the dead letters, marks the execution, and the batch goes on', async () => {
    const broken = {
      ...registry,
      machine: (m: string) => {
        if (m === 'two') throw new Error('a bug');
        return MACHINES.get(m);
      },
    } as unknown as Registry;
    const desk = new Desk(1, broken);
    await desk.decide(inbox(start('two', 'a'), start('passes', 'b')));
    expect(desk.deadLetters).toEqual(['InternalError']);
    expect(desk.types('passes:b').at(-1)).toBe('ExecutionSucceeded');
  });

  it('what is said of a refused record is bounded, however much is wrong with it', async () => {
    const desk = new Desk();
    const States = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`S${i}`, { Type: 'Nonsense' }]));
    const create = JSON.stringify({ type: 'CreateStateMachine', name: 'm', definition: { StartAt: 'X', States } });
    await desk.decide([recordOf(create, 0), recordOf('{nonsense', 1, 'k'.repeat(500_000))]);
    const [first, second] = desk.done;
    expect((first!.events[0] as { cause: string }).cause.length).toBe(LIMITS.causeLength);
    expect(second!.entity.length).toBe(1_024);
  });
});
