import type { CompiledCompensate, Evaluated, JsonObject } from '#asl';
import type { Json, Problem } from '#contracts';
import { contextObject } from '../context-object.js';
import type { RunningExecution } from '../execution.js';
import type { Step } from './step.js';
import { visitAt } from '../scopes/scope-tree.js';

/** What an undo's next attempt is given: the same as the last one, the operator's (R8), or what is computed now. */
export async function undoInput(
  compensate: CompiledCompensate,
  execution: RunningExecution,
  step: Step,
): Promise<Evaluated<Json>> {
  const { undo } = step;
  const given = undo?.status === 'OUT' || undo?.status === 'RETRYING' ? undo.out.input : undo?.input;
  return given === undefined ? computedInput(compensate, execution, step) : { ok: true, value: given };
}

/** What the state that waits for the undo has failed by, or is about. */
function problemBehind(execution: RunningExecution, { undo }: Step): Problem | undefined {
  const doing = undo?.waits && visitAt(execution, undo.waits)?.doing;
  return doing?.phase === 'UNDOING' ? doing.problem : undefined;
}

/** The error that made the undo, as a Catcher would be given it. */
export function errorFor(execution: RunningExecution, step: Step): JsonObject {
  const problem = execution.undoing?.problem ?? problemBehind(execution, step);
  return { Error: problem?.error ?? execution.undoing?.ending ?? 'FAILED', Cause: problem?.cause ?? '' };
}

/** R6: the forward step's input and output (absent if unknown), and the error that made the undo. */
async function computedInput(
  compensate: CompiledCompensate,
  execution: RunningExecution,
  step: Step,
): Promise<Evaluated<Json>> {
  const undo: JsonObject = {
    input: step.input,
    ...(step.output !== undefined && { output: step.output }),
    error: errorFor(execution, step),
  };
  const scope = {
    input: undo,
    context: () => contextObject(execution),
    variables: step.variables ?? {},
    draw: () => 0,
    at: execution.startedAt,
  };
  return compensate.input(scope, undo);
}
