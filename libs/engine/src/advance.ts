import type { CompiledState } from '#asl';
import { segment } from '#contracts';
import { hasDecidedEnough } from './budget.js';
import type { Decision } from './decision.js';
import type { InState, Position, ScopeState } from './scopes/scope-state.js';
import type { RunningExecution } from './execution.js';
import { advanceUndo } from './failure/advance-undo.js';
import { endWith } from './failure/end-with.js';
import { isUndoableByParent } from './failure/undo-for-parent.js';
import { failAttempt, goOnAfterUndo, settle } from './failure/fail-state.js';
import { moveScopedUndo } from './failure/scoped-undo.js';
import { blockAt, stateAt, stateNamed } from './scopes/definition-of.js';
import { hasNoRoom, historyIsFull } from './history-limit.js';
import { findMovable } from './scopes/find-movable.js';
import { moveWithin } from './scopes/move-within.js';
import { stateIn } from './scopes/scope-path.js';
import { isCompound, type Placed } from './scopes/scope-tree.js';
import { enterState } from './states/enter-state.js';
import { entryOf } from './states/entry-of.js';
import { leaveState } from './states/leave-state.js';
import { sendTask } from './states/task.js';

/** Lets happen what follows by itself, until the execution waits for something or is over. */
export async function advance(decision: Decision): Promise<void> {
  for (let moves = true; moves;) {
    const { execution } = decision;
    if (execution.status !== 'RUNNING') return;
    moves = execution.undoing ? await advanceUndo(decision, execution) : await moveOn(decision, execution);
  }
}

/** One move of the first scope that does not wait; false where all do. */
async function moveOn(decision: Decision, execution: RunningExecution): Promise<boolean> {
  if (execution.paused) return false;
  const movable = findMovable(execution);
  if (!movable) return moveScopedUndo(decision, execution);
  const { position } = movable.scope;
  if (hasNoRoom(decision, execution)) {
    endWith(decision, 'FAILED', historyIsFull(decision));
    return true;
  }
  switch (position.at) {
    case 'BETWEEN':
      return enter(decision, movable, position);
    case 'STATE':
      return isCompound(position)
        ? moveWithin(decision, execution, position)
        : moveInState(decision, execution, position);
    case 'END':
      decision.record({
        type: 'ExecutionSucceeded',
        output: position.output,
        ...(isUndoableByParent(decision.machine, execution) && { undoable: true }),
      });
      return true;
    case 'STOPPED':
      return false;
  }
}

function enter(
  decision: Decision,
  { path, scope }: Placed,
  { next, input }: Extract<Position, { at: 'BETWEEN' }>,
): boolean {
  if (hasDecidedEnough(decision)) return false;
  decision.transitions += 1;
  const block = blockAt(decision.machine, path);
  const { Name, Type } = stateNamed(block, next ?? block.StartAt);
  const name = segment(Name);
  decision.record({ type: `${Type}StateEntered`, state: stateIn(path, name), visit: visitsOf(scope, name) + 1, input });
  return true;
}

const visitsOf = ({ visits, visitsBefore = 0 }: ScopeState, name: string): number =>
  Object.hasOwn(visits, name) ? visits[name]! : visitsBefore;

async function moveInState(decision: Decision, execution: RunningExecution, position: InState): Promise<boolean> {
  const state = stateAt(decision.machine, position.state);
  const entry = entryOf(decision, execution, position);
  const { doing } = position;
  switch (doing.phase) {
    case 'ENTERED':
      await settle(decision, state, entry, await enterState(state, entry));
      return true;
    case 'LOCKED':
      await settle(decision, state, entry, await sendTask(state as CompiledState<'Task'>, entry, doing));
      return true;
    case 'ANSWERED':
      await settle(decision, state, entry, await leaveState(state, entry, doing.output));
      return true;
    case 'FAILED':
      await failAttempt(decision, state, entry, doing);
      return true;
    case 'UNDONE':
      await goOnAfterUndo(decision, state, entry, doing);
      return true;
    case 'OUT':
    case 'READ':
    case 'LOCKING':
    case 'RETRYING':
    case 'WAITING':
    case 'DRAINING':
    case 'UNDOING':
    case 'SCOPES':
      return false;
  }
}
