import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Command, ExecutionEvent, Json } from '#contracts';
import {
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  outstandingCommands,
  undoPlan,
  type Execution,
} from './index.js';
import { replyTo, untilSeen } from './testing/index.js';
import {
  play,
  randomMachine,
  type RandomAct,
  type RandomMachine,
  type RandomTask,
  type Turn,
} from './testing/random-story.js';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const task: fc.Arbitrary<RandomTask> = fc.record({
  undo: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
  evenIfRefused: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  retries: fc.integer({ min: 0, max: 2 }),
  caught: fc.boolean(),
  timeout: maybe(fc.integer({ min: 3, max: 20 })),
  heartbeat: maybe(fc.constant(2)),
  back: fc.integer({ min: 0, max: 2 }),
  pause: fc.boolean(),
  lock: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  picky: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
  undoes: fc.constantFrom(undefined, undefined, undefined, 'ALL', 'ITS_OWN'),
});
const machines: fc.Arbitrary<RandomMachine> = fc.record({
  tasks: fc.array(task, { minLength: 1, maxLength: 5 }),
  ends: fc.constantFrom('Succeed', 'Fail'),
  onUndoFailure: fc.constantFrom('HALT', 'CONTINUE'),
  timeout: maybe(fc.integer({ min: 5, max: 200 })),
});
const often = (act: RandomAct['act'], weight: number) => ({ weight, arbitrary: fc.constant(act) });
const acts: fc.Arbitrary<RandomAct[]> = fc.array(
  fc.record({
    act: fc.oneof(
      often('SUCCEED', 12),
      often('REFUSE', 3),
      often('FAIL', 3),
      often('BEAT', 1),
      often('TIMER', 5),
      often('STOP', 1),
      often('RESOLVE', 2),
      often('WAIT', 1),
      often('GRANT', 4),
      often('DENY', 1),
    ),
    which: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }) }),
    again: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
    how: fc.constantFrom('RETRY', 'RESOLVED', 'SKIP', 'GIVE_UP'),
  }),
  { maxLength: 40 },
);

/** For every random story: what must hold of all its turns. */
const forAll = (holds: (turns: readonly Turn[], drawn: RandomMachine) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(machines, acts, async (drawn, done) => holds(await play(randomMachine(drawn), done), drawn)),
    { numRuns: 300 },
  );

const eventsOf = ({ after }: Turn): readonly ExecutionEvent[] => (after.decided.ok ? after.decided.events : []);

/**
 * The reference: knows nothing of positions, retries or timers. What was sent, and who said what of it: a visit that
 * succeeded once has succeeded; else the last attempt's word counts, and silence or doubt is an unknown outcome. What a
 * Compensate state has begun to undo is undone as it was begun.
 */
function referencePlan(
  turns: readonly Turn[],
  { tasks }: RandomMachine,
): { state: string; visit: number; output?: Json }[] {
  const sent = turns.flatMap(({ before, after }) => after.commands.slice(before.commands.length));
  const words = new Map<string, 'refused' | 'unknown'>();
  const outputs = new Outputs(tasks);
  const gone = new Set(settledByPeople(turns));
  const told = toldToUndos(turns, tasks);
  const planned = new Set<string>();
  for (const turn of turns) {
    const { message, before } = turn;
    if (message.type === 'SendTaskSuccess' || message.type === 'SendTaskFailure') {
      const command = before.commands.find(({ taskToken }) => taskToken === message.taskToken) as Command;
      const { id, attempt, state, visit } = command;
      if (message.type === 'SendTaskSuccess') outputs.hear(command, message.output as Json);
      // An undo that is planned is not called back.
      const isHeard = !planned.has(`${state}/${visit}`) && !words.has(`${id}${attempt}`);
      if (message.type === 'SendTaskFailure' && isHeard) words.set(`${id}${attempt}`, message.outcome ?? 'refused');
    }
    for (const visit of plannedBy(turn)) planned.add(visit);
  }
  const lines = [];
  for (const id of new Set(sent.filter((command) => command.id.endsWith('F')).map((command) => command.id)).values()) {
    const last = sent.findLast((command) => command.id === id) as Command;
    const of = tasks[Number(last.state.slice(1))] as RandomTask;
    const refused = !outputs.has(id) && words.get(`${id}${last.attempt}`) === 'refused';
    const { state, visit } = last;
    // What a Compensate state has undone is not undone again.
    if (outputs.has(undoOf(id)) || gone.has(`${state}/${visit}`)) continue;
    const output = told.has(undoOf(id)) ? told.get(undoOf(id)) : outputs.get(id);
    if (of.undo && (!refused || of.evenIfRefused))
      lines.unshift({ state, visit, ...(output !== undefined && { output }) });
  }
  return lines;
}

/** The first success of a command counts, unless nothing could be made of it and a later attempt has another. */
class Outputs {
  readonly #heard = new Map<string, { readonly attempt: number; readonly output: Json; readonly odd: boolean }>();

  constructor(readonly tasks: readonly RandomTask[]) {}

  hear({ id, attempt, state }: Command, output: Json): void {
    const before = this.#heard.get(id);
    if (before && !(before.odd && attempt > before.attempt)) return;
    const odd = this.tasks[Number(state.slice(1))]?.picky === true && (output as { again?: true }).again === true;
    this.#heard.set(id, { attempt, output, odd });
  }

  readonly has = (id: string): boolean => this.#heard.has(id);
  readonly get = (id: string): Json | undefined => this.#heard.get(id)?.output;
}

/** What a Compensate state has said that it undoes. */
const plannedBy = (turn: Turn): string[] =>
  eventsOf(turn).flatMap((event) =>
    event.type === 'ScopeCompensationPlanned' ? event.plan.map(({ state, visit }) => `${state}/${visit}`) : [],
  );

const undoOf = (id: string): string => id.replace(/F$/, 'C');

/**
 * Of each undo that was sent, the output of its step that was known by then: the input of an undo stays as it was first
 * sent (R6), whatever is answered late, until it waits for a person.
 */
function toldToUndos(turns: readonly Turn[], tasks: readonly RandomTask[]): ReadonlyMap<string, Json | undefined> {
  const outputs = new Outputs(tasks);
  const told = new Map<string, Json | undefined>();
  for (const turn of turns) {
    const { message, before, after } = turn;
    if (message.type === 'SendTaskSuccess') {
      const command = before.commands.find(({ taskToken }) => taskToken === message.taskToken) as Command;
      outputs.hear(command, message.output as Json);
    }
    for (const { id, compensates } of after.commands.slice(before.commands.length))
      if (compensates && !told.has(id)) told.set(id, outputs.get(compensates));
    for (const event of eventsOf(turn))
      if (event.type === 'CompensationBlocked') told.delete(`${after.execution.id}/${event.state}/${event.visit}/C`);
  }
  return told;
}

/** Undos that a person has taken for done, or passed over. */
const settledByPeople = (turns: readonly Turn[]): string[] =>
  turns
    .flatMap(eventsOf)
    .flatMap((event) =>
      event.type === 'CompensationResolved' && event.how !== 'RETRY' ? [`${event.state}/${event.visit}`] : [],
    );

/** A success that was said after the visit was answered otherwise, or twice differently: a participant that breaks R5. */
const breaksR5 = (turns: readonly Turn[]): boolean => {
  const said = new Map<string, string>();
  return turns.some(({ message, before }) => {
    if (message.type !== 'SendTaskSuccess' && message.type !== 'SendTaskFailure') return false;
    const { id, attempt } = before.commands.find(({ taskToken }) => taskToken === message.taskToken) as Command;
    const word = message.type === 'SendTaskSuccess' ? 'success' : (message.outcome ?? 'refused');
    const key = `${id}${attempt}`;
    const contradicts = said.has(key) && said.get(key) !== word;
    said.set(key, said.get(key) ?? word);
    return contradicts;
  });
};

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
};
const reread = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('for all sequential machines and all that may happen to them', () => {
  it('R2, R3, R5: undoPlan equals the reference model after every prefix', async () => {
    let compared = 0;
    await untilSeen(
      300,
      () => compared,
      () =>
        forAll(async (turns, drawn) => {
          const machine = randomMachine(drawn);
          for (const [i, { after }] of turns.entries()) {
            const { execution } = after;
            if (execution.status !== 'RUNNING' || execution.undoing) break;
            if (breaksR5(turns.slice(0, i + 1))) break;
            const plan = await undoPlan(machine, execution);
            const lines = plan.map(({ state, visit, input }) => {
              const { output } = input as { output?: Json };
              return { state, visit, ...(output !== undefined && { output }) };
            });
            expect(lines).toEqual(referencePlan(turns.slice(0, i + 1), drawn));
            compared += plan.length;
          }
        }),
    );
  });

  it('R1: a Compensate state undoes what the reference says, all of it or the visits of its own Task', async () => {
    let compared = 0;
    await untilSeen(
      15,
      () => compared,
      () =>
        forAll(async (turns, drawn) => {
          for (const [i, turn] of turns.entries()) {
            if (breaksR5(turns.slice(0, i + 1))) break;
            for (const event of eventsOf(turn)) {
              if (event.type !== 'ScopeCompensationPlanned') continue;
              const { undoes } = drawn.tasks[Number(event.state.slice(1))] as RandomTask;
              const all = referencePlan(turns.slice(0, i + 1), drawn);
              const meant = all.filter(({ state }) => undoes === 'ALL' || state.slice(1) === event.state.slice(1));
              expect(event.plan).toMatchObject(meant.map(({ state, visit }) => ({ state, visit })));
              expect(event.plan.length).toBe(meant.length);
              compared += meant.length;
            }
          }
        }),
    );
  });

  it('R2: the undo commands are the plan that was logged, in its order, one at a time, each visit once', async () => {
    let ended = 0;
    await untilSeen(
      10,
      () => ended,
      () =>
        forAll(async (turns) => {
          const events = turns.flatMap(eventsOf);
          const planned = events.find((event) => event.type === 'CompensationPlanned');
          if (planned?.type !== 'CompensationPlanned') return;
          const late = events.filter(({ type }) => type === 'LateResult').length;
          const sent = firstUndos(events);
          expect(new Set(sent).size).toBe(sent.length);
          // A Compensate state has begun some of them, or done them.
          const begun = new Set(firstUndos(events.slice(0, events.indexOf(planned))));
          const order = planned.plan
            .map(({ state, visit }) => `${state}/${visit}`)
            .filter((visit) => !begun.has(visit));
          const first = sent.filter((visit) => !begun.has(visit));
          if (late === 0) expect(order.slice(0, first.length)).toEqual(first);
          for (const { after } of turns)
            expect(outstandingCommands(after.execution, replyTo).length).toBeLessThanOrEqual(1);
          const last = turns.at(-1)?.after.execution as Execution;
          if (!isOver(last) || events.some(({ type }) => type === 'CompensationGivenUp')) return;
          expect(first.length).toBeGreaterThanOrEqual(order.length);
          ended += 1;
        }),
    );
  });

  it('evolve changes nothing in place; a prefix, written down and read again, plus the rest is the whole', async () => {
    await forAll(async (turns) => {
      let kept: Execution = newExecution('signup:ada');
      let read: Execution = kept;
      for (const { at, after } of turns.map((turn) => ({ ...turn })).values()) {
        for (const event of after.decided.ok ? after.decided.events : []) {
          kept = deepFreeze(evolve(kept, deepFreeze(event), at));
          read = reread(evolve(read, reread(event), at));
          expect(read).toStrictEqual(kept);
        }
        expect(kept).toStrictEqual(after.execution);
        if (after.decided.ok) expect(after.decided.after).toStrictEqual(kept);
      }
    });
  });

  it('a decision depends on the record alone: made again from the log it is the same, whatever came in one batch', async () => {
    await forAll(async (turns, drawn) => {
      const machine = randomMachine(drawn);
      for (const { message, at, random, before, after } of turns) {
        const again = reread(before.history).reduce(
          (execution, { event, at: when }) => evolve(execution, event, when),
          newExecution('signup:ada'),
        );
        expect(await decide(machine, again, reread(message), { at, random })).toEqual(after.decided);
      }
    });
  });

  it('outstandingCommands are the commands that were sent, less those that were answered or given up', async () => {
    await forAll(async (turns) => {
      let out: Command[] = [];
      for (const turn of turns) {
        out = eventsOf(turn).reduce((still, event) => stillOut(still, event, turn.after.commands), out);
        expect(outstandingCommands(turn.after.execution, replyTo)).toEqual(out);
      }
    });
  });

  it('a timer decides something exactly when it is due', async () => {
    await forAll(async (turns, drawn) => {
      const machine = randomMachine(drawn);
      for (const { at, after } of turns) {
        const due = nextDue(after.execution);
        const fire = async (when: number) => {
          const decided = await decide(machine, after.execution, { type: 'TimerFired' }, { at: when, random: 7 });
          return decided.ok ? decided.events.length : -1;
        };
        if (due === undefined || due - 1 >= at) expect(await fire(due === undefined ? at + 1e9 : due - 1)).toBe(0);
        if (due !== undefined) expect(await fire(Math.max(at, due))).toBeGreaterThan(0);
      }
    });
  });

  it('R0: who answers every undo in the end sees the execution end', async () => {
    await forAll(async (turns, drawn) => {
      const machine = randomMachine(drawn);
      let execution = turns.at(-1)?.after.execution as Execution;
      let at = turns.at(-1)?.at as number;
      const tell = async (message: Parameters<typeof decide>[2]) => {
        const decided = await decide(machine, execution, message, { at, random: at });
        if (decided.ok) for (const event of decided.events) execution = evolve(execution, event, at);
      };
      await tell({ type: 'StopExecution', execution: 'signup:ada' });
      for (let round = 0; round < 300 && !isOver(execution); round++) {
        at = Math.max(at, nextDue(execution) ?? at);
        for (const { taskToken } of outstandingCommands(execution, replyTo))
          await tell({ type: 'SendTaskSuccess', taskToken, output: {} });
        await tell({ type: 'TimerFired' });
        if (execution.status !== 'RUNNING') break;
        const blocked = execution.steps.findLast(({ undo }) => undo?.status === 'BLOCKED');
        if (blocked)
          await tell({
            type: 'ResolveCompensation',
            execution: 'signup:ada',
            state: blocked.state,
            how: 'RETRY',
            by: 'ada',
            why: 'because',
          });
      }
      expect(execution.status).toMatch(/SUCCEEDED|FAILED|ABORTED|TIMED_OUT/);
    });
  });
});

const firstUndos = (events: readonly ExecutionEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === 'CompensationScheduled' && event.attempt === 1 ? [`${event.state}/${event.visit}`] : [],
  );

/** Read off the events' names, without the execution. */
function stillOut(out: Command[], event: ExecutionEvent, sent: readonly Command[]): Command[] {
  const about = (leg: 'F' | 'C') => (command: Command) =>
    'visit' in event && command.id === `signup:ada/${event.state}/${event.visit}/${leg}`;
  switch (event.type) {
    case 'TaskScheduled':
      return [...out, sent.find((command) => about('F')(command) && command.attempt === event.attempt) as Command];
    case 'CompensationScheduled':
      return [...out, sent.find((command) => about('C')(command) && command.attempt === event.attempt) as Command];
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskTimedOut':
      return out.filter((command) => !about('F')(command));
    case 'CompensationSucceeded':
    case 'CompensationFailed':
      return out.filter((command) => !about('C')(command));
    case 'CompensationPlanned':
      // An undo that has begun cannot be called back.
      return out.filter(({ id }) => id.endsWith('C'));
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return [];
    default:
      return out;
  }
}
