import type { CompiledCompensate, CompiledState, StateMachine } from '#asl';
import type { Json, PlannedUndo, Problem } from '#contracts';
import { isUndone, type Step } from './step.js';
import type { Execution, RunningExecution } from '../execution.js';
import { stateNameOf } from '../path.js';
import { stateAt } from '../scopes/definition-of.js';
import { NO_TOKENS } from '../task-token.js';
import { callOf, type Asked } from '../tasks/call.js';
import { undoInput } from './undo-input.js';
import { undoOf } from './undo-of.js';

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
  const preview = async (undoable: Undoable): Promise<UndoPreview> => {
    const { step, compensate } = undoable;
    if (!compensate) return { ...lineOf(undoable), command: step.child ? undoable.resource : '' };
    const input = await undoInput(compensate, execution, step);
    return {
      ...lineOf(undoable),
      command: commandOf({ resource: compensate.Resource, input: input.ok ? input.value : null }),
      ...(input.ok ? { input: input.value } : { problem: { error: input.error, cause: input.cause } }),
    };
  };
  return Promise.all(undoableOf(machine, execution).map(preview));
}

/** The plan as it goes into the log; of the steps that are meant. */
export const planOf = (
  machine: StateMachine,
  execution: RunningExecution,
  isMeant?: (step: Step) => boolean,
): readonly PlannedUndo[] => undoableOf(machine, execution, isMeant).map(lineOf);

/** `order.cancel`; of what is no command, its resource. */
function commandOf(asked: Asked): string {
  const call = callOf(asked, NO_TOKENS);
  return call.kind === 'COMMAND' ? call.command : asked.resource;
}

interface Undoable {
  readonly step: Step;
  /** Absent: a pivot of which nobody knows whether it took effect, or an execution that undoes itself. */
  readonly compensate?: CompiledCompensate;
  readonly resource: string;
}

function undoableOf(
  machine: StateMachine,
  { undoing, steps }: RunningExecution,
  isMeant: (step: Step) => boolean = () => true,
): readonly Undoable[] {
  const planned = undoing !== undefined && undoing.drainUntil === undefined;
  const passed = steps.findLast(({ pivot, outcome }) => pivot && outcome === 'SUCCEEDED');
  const undoable: Undoable[] = [];
  for (const step of steps.toReversed()) {
    // R10: nothing before a pivot that has succeeded.
    if (step === passed) break;
    if (!isMeant(step)) continue;
    const state = stateAt(machine, step.state);
    if (planned ? !isLeft(step) : !isDue(step, state)) continue;
    const compensate = undoOf(state);
    const resource = compensate?.Resource ?? (state.Type === 'Task' ? state.Resource : '');
    undoable.push({ step, resource, ...(compensate && { compensate }) });
  }
  return undoable;
}

/** R3: what took effect, or may have; of what is being undone, what is left. */
function isDue(step: Step, state: CompiledState): boolean {
  if (step.undo) return isLeft(step);
  if (step.nested) return step.child !== undefined;
  if (!undoOf(state)) return step.pivot === true && step.outcome !== 'REFUSED';
  return step.outcome !== 'REFUSED' || (state.Type === 'Task' && state.CompensateOnFailure);
}

const isLeft = ({ undo }: Step): boolean => undo !== undefined && !isUndone(undo);

const lineOf = ({ step, resource }: Undoable): PlannedUndo => ({
  state: step.state,
  visit: step.visit,
  resource,
  ...(step.child && { child: step.child }),
  because: becauseOf(step),
});

const UNKNOWN: { readonly [error: string]: string } = {
  'States.Timeout': 'it timed out',
  'States.HeartbeatTimeout': 'its heartbeats stopped',
};

function becauseOf({ state, visit, outcome, error, whole, within }: Step): string {
  const place = within?.map(({ state, index }) => ` in ${stateNameOf(state)}[${index}]`).join('') ?? '';
  const name = stateNameOf(state) + place + (visit > 1 ? ` (visit ${visit})` : '');
  if (whole) return `${name} succeeded as a whole`;
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
