import type { CompiledCompensate, StateMachine } from '#asl';
import type { Json, PlannedUndo, Problem } from '#contracts';
import { commandOf } from '../command-of.js';
import type { Execution, RunningExecution, Step } from '../execution.js';
import { stateNameOf } from '../path.js';
import { stateAt } from '../scopes/definition-of.js';
import { undoInput } from './undo-input.js';

/** One line of an undo plan, with what its command would be given. */
export interface UndoPreview extends PlannedUndo {
  /** `order.cancel` */
  readonly command: string;
  readonly input?: Json;
  /** Instead of an input: it cannot be computed. */
  readonly problem?: Problem;
}

/**
 * What would be undone, in which order, if the execution failed now; while it is being undone, what is left to do. Strictly last
 * in, first out by the start of the steps (R2, R3).
 */
export async function undoPlan(machine: StateMachine, execution: Execution): Promise<readonly UndoPreview[]> {
  if (execution.status !== 'RUNNING') return [];
  const preview = async ({ step, compensate }: Undoable): Promise<UndoPreview> => {
    const input = await undoInput(compensate, execution, step);
    return {
      ...lineOf(step, compensate),
      command: commandOf(compensate.Resource),
      ...(input.ok ? { input: input.value } : { problem: { error: input.error, cause: input.cause } }),
    };
  };
  return Promise.all(undoableOf(machine, execution).map(preview));
}

/** The plan as it goes into the log. */
export const planOf = (machine: StateMachine, execution: RunningExecution): readonly PlannedUndo[] =>
  undoableOf(machine, execution).map(({ step, compensate }) => lineOf(step, compensate));

interface Undoable {
  readonly step: Step;
  readonly compensate: CompiledCompensate;
}

function undoableOf(machine: StateMachine, { steps, undoing }: RunningExecution): readonly Undoable[] {
  const planned = undoing !== undefined && undoing.drainUntil === undefined;
  const undoable: Undoable[] = [];
  for (const step of steps.toReversed()) {
    const state = stateAt(machine, step.state);
    if (state.Type !== 'Task' || !state.Compensate) continue;
    const due = planned ? isLeft(step) : step.outcome !== 'REFUSED' || state.CompensateOnFailure;
    if (due) undoable.push({ step, compensate: state.Compensate });
  }
  return undoable;
}

const DONE: ReadonlySet<string> = new Set(['COMPENSATED', 'RESOLVED', 'SKIPPED']);
const isLeft = ({ undo }: Step): boolean => undo !== undefined && !DONE.has(undo.status);

const lineOf = (step: Step, { Resource }: CompiledCompensate): PlannedUndo => ({
  state: step.state,
  visit: step.visit,
  resource: Resource,
  because: becauseOf(step),
});

const UNKNOWN: { readonly [error: string]: string } = {
  'States.Timeout': 'it timed out',
  'States.HeartbeatTimeout': 'its heartbeats stopped',
};

function becauseOf({ state, visit, outcome, error }: Step): string {
  const name = stateNameOf(state) + (visit > 1 ? ` (visit ${visit})` : '');
  switch (outcome) {
    case 'SUCCEEDED':
      return `${name} succeeded`;
    case 'UNKNOWN':
      return `${name}'s outcome is unknown: ${error === undefined ? 'it gave no answer' : (UNKNOWN[error] ?? error)}`;
    case 'RUNNING':
      return `${name}'s outcome is unknown: it has not answered yet`;
    case 'REFUSED':
      return `${name} was refused, and is undone even so`;
  }
}
