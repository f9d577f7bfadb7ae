import { evolve, newExecution, type Execution, type RunningExecution } from '#engine';
import type { Reading } from '#views';

export interface Folded {
  readonly execution: Execution;
  /** As it was last, or before it ended: what it did is told then. */
  readonly running: RunningExecution | undefined;
}

/** An execution as the engine has it, from its events. */
export async function foldExecution(views: Reading, id: string): Promise<Folded> {
  let execution = newExecution(id);
  let running: RunningExecution | undefined;
  for (let token: string | undefined; ;) {
    const page = await views.events({ execution: id, withIterations: true, ...(token !== undefined && { token }) });
    if (!page.ok) throw new Error(page.cause);
    for (const { event, at } of page.items) {
      execution = evolve(execution, event, at);
      if (execution.status === 'RUNNING') running = execution;
    }
    if (page.next === undefined) return { execution, running };
    token = page.next;
  }
}
