import type { CompiledState } from '#asl';
import { segment, type Json, type Problem } from '#contracts';
import { contextObject } from './context-object.js';
import type { Decision } from './decision.js';
import type { InState, Position, RunningExecution } from './execution.js';
import { catchOf } from './failure/catch.js';
import { endWith } from './failure/end-with.js';
import { retryOf } from './failure/retry.js';
import { advanceUndo } from './failure/advance-undo.js';
import { nameOfState } from './path.js';
import { enterState } from './states/enter-state.js';
import type { Entry, StateResult } from './states/state-result.js';
import { leaveTask } from './states/task.js';

/** States entered in one decision before it lets others have their turn; the rest is due at once. */
export const MOST_TRANSITIONS = 500;

/** So many states may be entered before it is asked how large their inputs are. */
const UNMEASURED_TRANSITIONS = 8;
/** Characters of the inputs of states entered in one decision: it becomes one record on the log. */
const MOST_INPUT = 2_000_000;

function hasDecidedEnough(decision: Decision, input: Json): boolean {
  if (decision.transitions >= MOST_TRANSITIONS) return true;
  if (decision.transitions >= UNMEASURED_TRANSITIONS) decision.inputSize += JSON.stringify(input).length;
  return decision.inputSize > MOST_INPUT;
}

/** Lets happen what follows by itself, until the execution waits for something or is over. */
export async function advance(decision: Decision): Promise<void> {
  for (let moves = true; moves;) {
    const { execution } = decision;
    if (execution.status !== 'RUNNING') return;
    moves = execution.undoing
      ? await advanceUndo(decision, execution)
      : await move(decision, execution, execution.root);
  }
}

/** One move of a scope; false where it waits. */
async function move(decision: Decision, execution: RunningExecution, position: Position): Promise<boolean> {
  switch (position.at) {
    case 'BETWEEN':
      if (hasDecidedEnough(decision, position.input)) return false;
      decision.transitions += 1;
      enter(decision, execution, position);
      return true;
    case 'STATE':
      return moveInState(decision, execution, position);
    case 'END':
      decision.record({ type: 'ExecutionSucceeded', output: position.output });
      return true;
    case 'STOPPED':
      return false;
  }
}

function enter(
  decision: Decision,
  { visits }: RunningExecution,
  { next, input }: Extract<Position, { at: 'BETWEEN' }>,
): void {
  const { Name, Type } = stateNamed(decision, next ?? decision.machine.StartAt);
  const state = segment(Name);
  const visit = (Object.hasOwn(visits, state) ? (visits[state] as number) : 0) + 1;
  decision.record({ type: `${Type}StateEntered`, state, visit, input });
}

async function moveInState(decision: Decision, execution: RunningExecution, position: InState): Promise<boolean> {
  const state = stateNamed(decision, nameOfState(position.state));
  const entry = entryOf(decision, execution, position);
  const { doing } = position;
  switch (doing.phase) {
    case 'ENTERED':
      await settle(decision, state, entry, await enterState(state, entry));
      return true;
    case 'ANSWERED':
      await settle(decision, state, entry, await leaveTask(state as CompiledState<'Task'>, entry, doing.output));
      return true;
    case 'FAILED':
      await failTask(decision, state as CompiledState<'Task'>, entry, doing);
      return true;
    case 'OUT':
    case 'RETRYING':
    case 'WAITING':
      return false;
  }
}

/** Records what a state's handler returned; what failed there is caught, or ends the execution. */
export async function settle(
  decision: Decision,
  state: CompiledState,
  entry: Entry,
  result: StateResult,
): Promise<void> {
  if (result.ok) for (const event of result.events) decision.record(event);
  else await failState(decision, state, entry, result.problem);
}

async function failState(decision: Decision, state: CompiledState, entry: Entry, problem: Problem): Promise<void> {
  const caught = state.Type === 'Task' ? await catchOf(state, entry, problem) : undefined;
  if (caught?.ok) for (const event of caught.events) decision.record(event);
  else endWith(decision, 'FAILED', caught?.problem ?? problem);
}

/** An attempt failed: another one, or the state fails. */
async function failTask(
  decision: Decision,
  state: CompiledState<'Task'>,
  entry: Entry,
  { attempt, problem }: Extract<InState['doing'], { phase: 'FAILED' }>,
): Promise<void> {
  const { state: path, visit, retries } = entry.position;
  const about = `${path}/${visit}/${attempt}`;
  const retry = retryOf(state.Retry, { error: problem.error, retries, about }, decision.moment);
  if (retry) decision.record({ type: 'RetryScheduled', state: path, visit, attempt: attempt + 1, ...retry });
  else await failState(decision, state, entry, problem);
}

export function entryOf(decision: Decision, execution: RunningExecution, position: InState): Entry {
  const { at } = decision.moment;
  const scope = { input: position.input, context: () => contextObject(execution, position) };
  return { execution, position, scope, at };
}

/** @throws Error where the definition has no such state: it was checked when it was created, so this is a bug. */
export function stateNamed({ machine }: Decision, name: string): CompiledState {
  const state = machine.states.get(name);
  if (!state) throw new Error(`The state machine has no state ${name}`);
  return state;
}
