import { isAboutMessage, isRegistryEvent, type ExecutionEvent, type LogEvent, type MessageRejected } from '#contracts';
import { evolve, newExecution, type Execution } from '#engine';
import type { Counted } from './log-reader.js';

/** One event of an execution with its time, epoch milliseconds. */
export interface Happened {
  readonly event: ExecutionEvent;
  readonly at: number;
}

const isOfExecution = (event: LogEvent): event is ExecutionEvent => !isAboutMessage(event) && !isRegistryEvent(event);

/** The events of an execution in a decision. */
export const happenedIn = ({ decision }: Counted): Happened[] => {
  const at = Date.parse(decision.at);
  return decision.events.filter(isOfExecution).map((event) => ({ event, at }));
};

export const rejectedIn = ({ decision }: Counted): MessageRejected[] =>
  decision.events.filter((event): event is MessageRejected => event.type === 'MessageRejected');

/** Executions as the log leaves them. */
export class Executions {
  readonly #all = new Map<string, { execution: Execution; lastAt: number }>();

  take(counted: Counted): void {
    const happened = happenedIn(counted);
    if (happened.length === 0) return;
    const id = counted.decision.entity;
    let execution = this.#all.get(id)?.execution ?? newExecution(id);
    for (const { event, at } of happened)
      execution = evolve(event.type === 'ExecutionStarted' ? newExecution(id) : execution, event, at);
    this.#all.set(id, { execution, lastAt: happened.at(-1)!.at });
  }

  get(id: string): Execution | undefined {
    return this.#all.get(id)?.execution;
  }

  get all(): Execution[] {
    return Array.from(this.#all.values(), ({ execution }) => execution).filter(({ status }) => status !== 'NEW');
  }
}
