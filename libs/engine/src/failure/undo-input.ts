import type { CompiledCompensate, Evaluated, JsonObject } from '#asl';
import type { Json } from '#contracts';
import { contextObject } from '../context-object.js';
import type { RunningExecution, Step } from '../execution.js';

/** R6: the forward step's input and output (absent if unknown), and the error that ended the execution. */
export async function undoInputOf(
  compensate: CompiledCompensate,
  execution: RunningExecution,
  step: Step,
): Promise<Evaluated<Json>> {
  const problem = execution.undoing?.problem;
  const undo: JsonObject = {
    input: step.input,
    ...(step.output !== undefined && { output: step.output }),
    error: { Error: problem?.error ?? execution.undoing?.ending ?? 'FAILED', Cause: problem?.cause ?? '' },
  };
  return compensate.input({ input: undo, context: () => contextObject(execution) }, undo);
}
