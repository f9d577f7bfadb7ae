import { isOver, type Execution } from '#engine';
import { TracedExecution } from './traced-execution.js';
import type { Happened, HeadersOf, Traces } from './traces.js';

/** Of each live execution the spans that have begun and not ended. They are begun anew by whoever takes over. */
export class ToldTraces implements Traces {
  readonly #live = new Map<string, TracedExecution>();

  happened({ before, after, events, at }: Happened): HeadersOf {
    const traced = this.#live.get(after.id) ?? TracedExecution.of(before, after);
    if (!traced) return () => undefined;
    for (const event of events) traced.happened(event, after, at);
    if (isOver(after)) {
      traced.end(after, at);
      this.#live.delete(after.id);
    } else this.#live.set(after.id, traced);
    return traced.headersOf;
  }

  resumed(execution: Execution): HeadersOf {
    const traced = this.#live.get(execution.id) ?? TracedExecution.of(execution);
    if (!traced) return () => undefined;
    this.#live.set(execution.id, traced);
    return traced.headersOf;
  }
}
