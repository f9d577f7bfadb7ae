import { isEnd, namesIn, type LogEvent } from '#contracts';
import type { Batch } from '#views';
import type { Metric, Sample } from './exposition.js';

const STATUS: { readonly [type: string]: string } = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** What has happened on the log since this process began: what it catches up with would look like a rush. */
export class LogCounters {
  readonly #started = new Counter();
  readonly #ended = new Counter();
  readonly #transitions = new Counter();
  readonly #undos = new Counter();
  readonly #blocked = new Counter();

  /** @param since epoch milliseconds */
  constructor(private readonly since: number) {}

  take(batches: readonly Batch[]): void {
    for (const { decisions } of batches)
      for (const { decision } of decisions) {
        const names = namesIn(decision.entity);
        if (!names || Date.parse(decision.at) < this.since) continue;
        for (const event of decision.events) this.#take(event, names.stateMachine);
      }
  }

  #take(event: LogEvent, machine: string): void {
    const { type } = event;
    if (type === 'ExecutionStarted') this.#started.add({ machine });
    else if (isEnd(event)) this.#ended.add({ machine, status: STATUS[type]! });
    // A retry is a transition too: https://aws.amazon.com/step-functions/pricing/
    else if (type.endsWith('StateEntered') || type === 'RetryScheduled') this.#transitions.add({ machine });
    else if (type === 'CompensationScheduled') this.#undos.add({ machine });
    else if (type === 'CompensationBlocked') this.#blocked.add({ machine });
  }

  get metrics(): readonly Metric[] {
    const counter = (name: string, help: string, { samples }: Counter): Metric => ({
      name,
      type: 'counter',
      help,
      samples,
    });
    return [
      counter('backstep_executions_started_total', 'Executions that were started', this.#started),
      counter('backstep_executions_ended_total', 'Executions that have ended, by status', this.#ended),
      counter('backstep_state_transitions_total', 'States entered, and retries', this.#transitions),
      counter('backstep_undo_attempts_total', 'Commands that undo a step', this.#undos),
      counter('backstep_undos_blocked_total', 'Undos that have failed for good', this.#blocked),
    ];
  }
}

class Counter {
  readonly #counts = new Map<string, { labels: Readonly<Record<string, string>>; value: number }>();

  add(labels: Readonly<Record<string, string>>): void {
    const key = JSON.stringify(labels);
    const one = this.#counts.get(key);
    if (one) one.value += 1;
    else this.#counts.set(key, { labels, value: 1 });
  }

  get samples(): readonly Sample[] {
    return [...this.#counts.values()];
  }
}
