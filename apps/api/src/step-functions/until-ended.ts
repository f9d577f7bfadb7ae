import type { ExecutionDetails } from '#views';
import type { Service } from './operation.js';
import { StepFunctionsError } from './step-functions-error.js';

/**
 * Waits until the views show the execution's end.
 * @throws StepFunctionsError if the caller gives up, or this process ends.
 */
export async function untilEnded(
  id: string,
  { views, changes }: Service,
  signal: AbortSignal,
): Promise<ExecutionDetails & { readonly stoppedAt: number }> {
  while (!signal.aborted) {
    // First the ear, then the look: what happens between is not missed.
    const looked = new AbortController();
    const change = changes.next(id, AbortSignal.any([signal, looked.signal]));
    const execution = await views.execution(id);
    const stoppedAt = execution?.stoppedAt;
    if (execution && stoppedAt !== undefined) {
      looked.abort();
      return { ...execution, stoppedAt };
    }
    await change;
  }
  throw new StepFunctionsError('ServiceUnavailable', `Execution ${id} goes on; nobody waits for it any more.`);
}
