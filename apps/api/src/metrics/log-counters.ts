import { Counter, type Registry } from 'prom-client';
import { isEnd, lockIn, namesIn, type LogEvent } from '#contracts';
import type { Batch } from '#views';
import type { MachineLabels } from './machine-labels.js';

const STATUS: { readonly [type: string]: string } = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

export interface LogCountersOptions {
  readonly registry: Registry;
  readonly machines: MachineLabels;
  /** Epoch milliseconds: what was decided before would look like a rush. */
  readonly since: number;
}

/** What has happened on the log since this process began. */
export class LogCounters {
  readonly #counters: ReturnType<typeof countersIn>;

  constructor(private readonly options: LogCountersOptions) {
    this.#counters = countersIn(options.registry);
  }

  take(batches: readonly Batch[]): void {
    for (const { decisions } of batches)
      for (const { decision } of decisions) {
        if (Date.parse(decision.at) < this.options.since) continue;
        const names = namesIn(decision.entity);
        const isLock = lockIn(decision.entity) !== undefined;
        for (const event of decision.events) {
          if (isLock && event.type === 'LockQueued') this.#counters.lockWaits.inc();
          else if (event.type === 'MessageRejected') this.#counters.rejected.inc();
          else if (names) this.#take(event, this.options.machines.of(names.stateMachine));
        }
      }
  }

  #take(event: LogEvent, machine: string): void {
    const { started, ended, transitions, undoAttempts, undosBlocked, lockFailures } = this.#counters;
    const { type } = event;
    if (type === 'ExecutionStarted') started.inc({ machine });
    else if (isEnd(event)) ended.inc({ machine, status: STATUS[type]! });
    // A retry is a transition too: https://aws.amazon.com/step-functions/pricing/
    else if (type.endsWith('StateEntered') || type === 'RetryScheduled') transitions.inc({ machine });
    else if (type === 'CompensationScheduled') undoAttempts.inc({ machine });
    else if (type === 'CompensationBlocked') undosBlocked.inc({ machine });
    else if (type === 'TaskLockFailed') lockFailures.inc({ machine });
  }
}

function countersIn(registry: Registry) {
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const machine = ['machine'] as const;
  return {
    started: counter('backstep_executions_started_total', 'Executions that were started', machine),
    ended: counter('backstep_executions_ended_total', 'Executions that have ended, by status', ['machine', 'status']),
    transitions: counter('backstep_state_transitions_total', 'States entered, and retries', machine),
    undoAttempts: counter('backstep_undo_attempts_total', 'Commands that undo a step', machine),
    undosBlocked: counter('backstep_undos_blocked_total', 'Undos that have failed for good', machine),
    lockWaits: counter('backstep_lock_waits_total', 'Requests for a semantic lock that had to wait', []),
    lockFailures: counter('backstep_lock_failures_total', 'Locks that were not had in time', machine),
    rejected: counter('backstep_messages_rejected_total', 'Messages that changed nothing', []),
  };
}
