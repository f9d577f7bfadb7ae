import type { StateMachine } from '#asl';
import { sameJson, type Command, type ExecutionEvent, type Outcome } from '#contracts';
import { commandsFrom } from '../commands-from.js';
import { decide } from '../decide.js';
import type { Decided, Moment } from '../decision.js';
import { evolve } from '../evolve/evolve.js';
import { newExecution, type Execution } from '../execution.js';
import { outcomesFrom } from '../outcomes-from.js';
import { EPOCH, replyTo, type Happening } from './happenings.js';

/** An event with the time of its decision. */
export interface Dated {
  readonly at: number;
  readonly event: ExecutionEvent;
}

/** What came of a story. */
export interface Told {
  readonly execution: Execution;
  readonly history: readonly Dated[];
  readonly commands: readonly Command[];
  readonly outcomes: readonly Outcome[];
  /** Of the last happening. */
  readonly decided: Decided;
}

/** Lets it all happen, one after the other, as an owner of the execution would. */
export function tell(machine: StateMachine, ...happenings: readonly Happening[]): Promise<Told> {
  return tellWith(machine, {}, ...happenings);
}

/** @param world what decisions know beside their messages. */
export async function tellWith(
  machine: StateMachine,
  world: Pick<Moment, 'route' | 'historyLimit'>,
  ...happenings: readonly Happening[]
): Promise<Told> {
  let told = toldNothing('signup:ada');
  let now = EPOCH;
  for (const [random, happening] of happenings.entries()) {
    now = happening.at ?? now;
    told = await happens(machine, told, happening, { ...world, at: now, random });
  }
  return told;
}

export function toldNothing(id: string): Told {
  const execution = newExecution(id);
  return { execution, history: [], commands: [], outcomes: [], decided: { ok: true, events: [], after: execution } };
}

/** One happening more. */
export async function happens(
  machine: StateMachine,
  told: Told,
  { message }: Happening,
  moment: Moment,
): Promise<Told> {
  const { at } = moment;
  const decided = await decide(machine, told.execution, message(told.execution), moment);
  const events = decided.ok ? decided.events : [];
  const execution = events.reduce((before, event) => evolve(before, event, at), told.execution);
  return {
    execution,
    history: [...told.history, ...events.map((event) => ({ at, event }))],
    commands: [...told.commands, ...commandsFrom(execution, events, replyTo)],
    outcomes: [...told.outcomes, ...outcomesFrom(execution, events, at)],
    decided,
  };
}

const lines = (events: readonly unknown[]): string =>
  events.map((event) => `  ${JSON.stringify(event)}`).join('\n') || '  nothing';

function claim(holds: boolean, expected: readonly unknown[], told: Told): Told {
  if (holds) return told;
  const { decided } = told;
  const got = decided.ok ? decided.events : [decided];
  throw new Error(`Expected\n${lines(expected)}\nbut it decided\n${lines(got)}`);
}

/** Whether `actual` has all that `expected` has, at every depth. */
export function includes(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return actual === expected;
  if (typeof actual !== 'object' || actual === null) return false;
  if (Array.isArray(expected) && (!Array.isArray(actual) || actual.length !== expected.length)) return false;
  return Object.entries(expected).every(
    ([key, value]) => Object.hasOwn(actual, key) && includes((actual as { [key: string]: unknown })[key], value),
  );
}

/** At least these fields. */
export type Like = { readonly type: ExecutionEvent['type']; readonly [field: string]: unknown };

/**
 * A test as a sentence about events: `await given(machine, starts()).when(succeeds('A')).decides({ … }, …)`. Each ending
 * resolves to all that came of it.
 */
export const given = (machine: StateMachine, ...past: readonly Happening[]) => ({
  when: (...happenings: readonly [Happening, ...Happening[]]) => {
    const told = tell(machine, ...past, ...happenings);
    return {
      /** Exactly these events, from the last happening. */
      decides: async (...events: readonly ExecutionEvent[]): Promise<Told> => {
        const is = await told;
        return claim(is.decided.ok && sameJson(is.decided.events as never, events as never), events, is);
      },
      /** Events of these types, in this order, with at least these fields. */
      decidesLike: async (...events: readonly Like[]): Promise<Told> => {
        const is = await told;
        return claim(is.decided.ok && includes(is.decided.events, events), events, is);
      },
      decidesNothing: async (): Promise<Told> => {
        const is = await told;
        return claim(is.decided.ok && is.decided.events.length === 0, [], is);
      },
      isRefused: async (error: string): Promise<Told> => {
        const is = await told;
        return claim(!is.decided.ok && is.decided.error === error, [{ ok: false, error }], is);
      },
    };
  },
});
