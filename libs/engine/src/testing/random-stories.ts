import fc from 'fast-check';
import type { ExecutionEvent } from '#contracts';
import { machineOf } from './machine-of.js';
import { play, randomDefinition, type RandomAct, type RandomMachine, type Turn } from './random-story.js';

/** Stories of machines with every kind of scope, for rooms that read what the engine decides. */

const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'kafka:p.do',
  Compensate: { Resource: 'kafka:p.undo' },
  End: true,
  ...more,
});
/** It is not undone. */
const lasting = { Compensate: undefined };
const processor = (States: { [name: string]: object }, mode?: 'DISTRIBUTED') => ({
  ...(mode && { ProcessorConfig: { Mode: mode, ExecutionType: 'STANDARD' } }),
  StartAt: Object.keys(States)[0],
  States,
});
const list = { Type: 'Pass', Result: { list: [1, 2, 3] }, Next: 'M' };
const map = (states: { [name: string]: object }, more: object = {}, mode?: 'DISTRIBUTED') => ({
  Type: 'Map',
  ItemsPath: '$.list',
  ItemProcessor: processor(states, mode),
  End: true,
  ...more,
});
const inner = { N: { Type: 'Pass', Result: { list: [1, 2] }, Next: 'I' } };
const undone = { OnFailure: 'COMPENSATE', OnAbort: 'COMPENSATE' };

const MACHINES: { readonly [name: string]: object } = {
  'a Map': { StartAt: 'L', States: { L: list, M: map({ A: task() }) }, Saga: undone },
  'a Distributed Map': {
    StartAt: 'L',
    States: { L: list, M: map({ A: task() }, { MaxConcurrency: 2, ToleratedFailureCount: 1 }, 'DISTRIBUTED') },
    Saga: undone,
  },
  'a Distributed Map that is tried again and caught': {
    StartAt: 'L',
    States: {
      L: list,
      M: map(
        { A: task({ End: undefined, Next: 'W' }), W: { Type: 'Wait', Seconds: 2, End: true } },
        {
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
        },
        'DISTRIBUTED',
      ),
      Z: task(),
    },
    Saga: undone,
  },
  'a Distributed Map of Maps and branches': {
    StartAt: 'L',
    States: {
      L: list,
      M: map(
        {
          ...inner,
          I: map({ A: task() }, { End: undefined, Next: 'P' }),
          P: { Type: 'Parallel', Branches: [processor({ B: task() }), processor({ C: task() })], End: true },
        },
        { MaxConcurrency: 2 },
        'DISTRIBUTED',
      ),
    },
    Saga: undone,
  },
  'a Distributed Map in a Distributed Map': {
    StartAt: 'L',
    States: { L: list, M: map({ ...inner, I: map({ A: task() }, {}, 'DISTRIBUTED') }, {}, 'DISTRIBUTED') },
    Saga: undone,
  },
  'a Distributed Map that can be redriven': {
    StartAt: 'L',
    States: {
      L: list,
      M: map(
        { A: task({ ...lasting, End: undefined, Next: 'B' }), B: task(lasting) },
        { MaxConcurrency: 2, ToleratedFailureCount: 1 },
        'DISTRIBUTED',
      ),
    },
  },
  'a Distributed Map in a Distributed Map that can be redriven': {
    StartAt: 'L',
    States: { L: list, M: map({ ...inner, I: map({ A: task(lasting) }, {}, 'DISTRIBUTED') }, {}, 'DISTRIBUTED') },
  },
  'a Distributed Map in a branch': {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          processor({ L: list, M: map({ A: task() }, {}, 'DISTRIBUTED') }),
          processor({ B: task({ Retry: [{ ErrorEquals: ['Failed'], MaxAttempts: 1 }] }) }),
        ],
        End: true,
      },
    },
    Saga: undone,
  },
};

/** A machine by its name, and what happens to an execution of it. */
export interface RandomStory {
  readonly machine: RandomMachine | string;
  readonly acts: readonly RandomAct[];
}

const machine: fc.Arbitrary<RandomMachine | string> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(...Object.keys(MACHINES)),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      tasks: fc.array(
        fc.record({
          undo: fc.boolean(),
          evenIfRefused: fc.boolean(),
          retries: fc.integer({ min: 0, max: 2 }),
          caught: fc.boolean(),
          timeout: fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined }),
          heartbeat: fc.constant(undefined),
          back: fc.integer({ min: 0, max: 2 }),
          pause: fc.boolean(),
          lock: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
          picky: fc.boolean(),
          undoes: fc.constantFrom(undefined, undefined, 'ALL' as const, 'ITS_OWN' as const),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      ends: fc.constantFrom('Succeed' as const, 'Fail' as const),
      onUndoFailure: fc.constantFrom('HALT' as const, 'CONTINUE' as const),
      timeout: fc.option(fc.integer({ min: 5, max: 30 }), { nil: undefined }),
    }),
  },
);

const act: fc.Arbitrary<RandomAct> = fc.record({
  act: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom('SUCCEED' as const, 'TIMER' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'REFUSE' as const,
        'FAIL' as const,
        'BEAT' as const,
        'RESOLVE' as const,
        'WAIT' as const,
        'GRANT' as const,
        'GRANT' as const,
        'DENY' as const,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('STOP' as const, 'KILL' as const) },
    { weight: 1, arbitrary: fc.constant('REDRIVE' as const) },
  ),
  which: fc.integer({ min: 0, max: 4 }),
  again: fc.boolean(),
  how: fc.constantFrom('RETRY' as const, 'RESOLVED' as const, 'SKIP' as const, 'GIVE_UP' as const),
});

export const randomStory: fc.Arbitrary<RandomStory> = fc.record({ machine, acts: fc.array(act, { maxLength: 30 }) });

export const randomStories = ({ most }: { most: number }): fc.Arbitrary<readonly RandomStory[]> =>
  fc.array(randomStory, { minLength: 1, maxLength: most });

export interface PlayedStory {
  readonly definition: object;
  /** All decisions, also those that decide nothing. */
  readonly turns: readonly Turn[];
}

export async function storyOf({ machine, acts }: RandomStory): Promise<PlayedStory> {
  const told = typeof machine === 'string' ? MACHINES[machine]! : randomDefinition(machine);
  const definition = JSON.parse(JSON.stringify(told)) as object;
  return { definition, turns: await play(machineOf(definition), acts) };
}

/** The decisions of a story that decide anything. */
export async function turnsOf(story: RandomStory): Promise<readonly Turn[]> {
  const { turns } = await storyOf(story);
  return turns.filter((turn) => eventsOf(turn).length > 0);
}

export const eventsOf = ({ after }: Turn): readonly ExecutionEvent[] => (after.decided.ok ? after.decided.events : []);

export interface StoryDecision {
  readonly entity: string;
  readonly at: number;
  readonly events: readonly ExecutionEvent[];
}

/** All stories at once, each of an execution of its own: `signup:0`, `signup:1` … */
export async function decisionsOf(stories: readonly RandomStory[]): Promise<readonly StoryDecision[]> {
  const told = await Promise.all(stories.map((story) => turnsOf(story)));
  const longest = Math.max(...told.map(({ length }) => length));
  return Array.from({ length: longest }, (_, n) => n).flatMap((n) =>
    told.flatMap((turns, i) => {
      const turn = turns[n];
      if (!turn) return [];
      return { entity: `signup:${i}`, at: turn.at, events: eventsOf(turn).map((event) => ofExecution(event, i)) };
    }),
  );
}

/** What tells executions apart in their own events. */
const ofExecution = (event: ExecutionEvent, i: number): ExecutionEvent => {
  if (event.type === 'ExecutionStarted') return { ...event, name: `${i}` };
  const isOfRun = event.type === 'MapRunStarted' || event.type === 'MapRunRedriven';
  return isOfRun ? { ...event, run: `${event.run}-${i}` } : event;
};
