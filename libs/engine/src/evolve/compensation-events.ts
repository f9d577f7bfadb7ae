import type { EventOf } from '#contracts';
import { sameVisit, type Step } from '../failure/step.js';
import type { Execution, RunningExecution } from '../execution.js';
import { startOf } from './execution-events.js';
import { changed, doing, problemOf } from './position.js';
import { withUndo, type Undo } from './steps.js';
import { outOf } from './task-events.js';

export const triggered = (execution: RunningExecution, event: EventOf<'CompensationTriggered'>): RunningExecution => ({
  ...execution,
  undoing: {
    ending: event.status,
    problem: problemOf(event),
    ...(event.drainUntil !== undefined && { drainUntil: event.drainUntil }),
  },
});

/** What is still out now is given up: nobody knows whether it took effect. */
export const planned = (execution: RunningExecution, event: EventOf<'CompensationPlanned'>): RunningExecution => ({
  ...execution,
  root: { ...execution.root, position: { at: 'STOPPED' } },
  undoing: { ending: event.status, problem: problemOf(event) },
  steps: execution.steps.filter(isKnown).map((step) => {
    const { answerBy: _, ...settled } = step;
    const known = step.outcome === 'RUNNING' ? { ...settled, outcome: 'UNKNOWN' as const } : settled;
    return event.plan.some((undo) => sameVisit(undo, step)) ? { ...known, undo: ofAll(step.undo) } : known;
  }),
});

/** A nested execution that has not answered is stopped, and undoes itself. */
const isKnown = ({ nested, child }: Step): boolean => !nested || child !== undefined;

/** R14: it had succeeded. Or it is being undone, and another token is to be answered. */
export function requested(before: Execution, event: EventOf<'CompensationRequested'>): RunningExecution {
  const { undoToken, plan } = event;
  const token = undoToken !== undefined && { undoToken };
  if (before.status === 'RUNNING' && before.undoing) return { ...before, undoing: { ...before.undoing, ...token } };
  if (before.status !== 'SUCCEEDED' || !before.done)
    throw new Error(`${before.id} cannot be undone: nothing is known of what it did`);
  const { output = null, stoppedAt, done } = before;
  const undoing = planned(done, { type: 'CompensationPlanned', status: 'ABORTED', ...problemOf(event), plan });
  return {
    ...undoing,
    succeeded: { output, stoppedAt },
    undoing: { ending: 'ABORTED', problem: problemOf(event), ...token },
  };
}

/** What was being undone for a scope goes on for the execution. */
function ofAll(undo: Undo | undefined): Undo {
  if (!undo) return { status: 'PENDING', attempt: 0 };
  const { waits: _, ...rest } = undo;
  return rest;
}

export const scopeTriggered = (execution: RunningExecution, event: EventOf<'ScopeCompensationTriggered'>) => {
  const { afterwards, drainUntil } = event;
  return doing(execution, event, { phase: 'DRAINING', problem: problemOf(event), afterwards, drainUntil });
};

export const scopePlanned = (execution: RunningExecution, event: EventOf<'ScopeCompensationPlanned'>) => {
  const waits = { state: event.state, visit: event.visit };
  const planned = {
    ...execution,
    partlyUndone: true as const,
    steps: execution.steps.map((step) =>
      event.plan.some((undo) => sameVisit(undo, step))
        ? { ...step, undo: { status: 'PENDING' as const, attempt: 0, waits } }
        : step,
    ),
  };
  return doing(planned, waits, { phase: 'UNDOING', problem: problemOf(event), afterwards: event.afterwards });
};

export const scopeCompleted = (execution: RunningExecution, event: EventOf<'ScopeCompensationCompleted'>) =>
  changed(execution, event, (position) => {
    const { doing } = position;
    if (doing.phase !== 'UNDOING' && doing.phase !== 'DRAINING') return position;
    const { problem, afterwards } = doing;
    return { ...position, doing: { phase: 'UNDONE', problem, afterwards } };
  });

const keptToTheEnd = ({ attempt, waits }: Pick<Undo, 'attempt' | 'waits'>) => ({ attempt, ...(waits && { waits }) });

/** What an undo keeps when its status changes. */
const kept = ({ attempt, retries, input, waits }: Undo) => ({
  ...keptToTheEnd({ attempt, ...(waits && { waits }) }),
  ...(retries !== undefined && { retries }),
  ...(input !== undefined && { input }),
});

export const scheduled = (execution: RunningExecution, event: EventOf<'CompensationScheduled'>, at: number) =>
  withUndo(execution, event, (undo) => ({
    ...kept(undo),
    attempt: event.attempt,
    status: 'OUT',
    out: outOf(event, at),
  }));

export const undone = (execution: RunningExecution, event: EventOf<'CompensationSucceeded'>) =>
  withUndo(execution, event, (undo) => ({ ...keptToTheEnd(undo), status: 'COMPENSATED' }));

export const failed = (execution: RunningExecution, event: EventOf<'CompensationFailed'>) =>
  withUndo(execution, event, (undo) =>
    undo.status === 'OUT'
      ? {
          ...kept(undo),
          status: 'FAILED',
          out: undo.out,
          problem: problemOf(event),
          definite: event.outcome === 'refused',
        }
      : undo,
  );

export const retryScheduled = (execution: RunningExecution, event: EventOf<'CompensationRetryScheduled'>) =>
  withUndo(execution, event, (undo) => {
    if (undo.status !== 'FAILED') return undo;
    const retrier = event.retrier ?? 0;
    return {
      ...kept(undo),
      retries: { ...undo.retries, [retrier]: (undo.retries?.[retrier] ?? 0) + 1 },
      status: 'RETRYING',
      out: undo.out,
      dueAt: event.dueAt,
    };
  });

export const blocked = (execution: RunningExecution, event: EventOf<'CompensationBlocked'>) =>
  withUndo(execution, event, (undo) => ({ ...kept(undo), status: 'BLOCKED', problem: problemOf(event) }));

export const skipped = (execution: RunningExecution, event: EventOf<'CompensationSkipped'>) =>
  withUndo(execution, event, (undo) => ({ ...keptToTheEnd(undo), status: 'SKIPPED', because: event.because }));

export const resolved = (
  execution: RunningExecution,
  { how, by, why, input, ...visit }: EventOf<'CompensationResolved'>,
) =>
  withUndo(execution, visit, (undo) => {
    const attempts = keptToTheEnd(undo);
    switch (how) {
      case 'RETRY':
        return { ...attempts, status: 'PENDING', ...(input !== undefined && { input }) };
      case 'RESOLVED':
        return { ...attempts, status: 'RESOLVED', by, why };
      case 'SKIP':
        return { ...attempts, status: 'SKIPPED', because: why };
    }
  });

const ended =
  (result: (event: EventOf<'CompensationCompleted' | 'CompensationGivenUp'>) => 'COMPLETED' | 'PARTIAL') =>
  (execution: RunningExecution, event: EventOf<'CompensationCompleted' | 'CompensationGivenUp'>): Execution => {
    const { undoing, succeeded } = execution;
    if (!undoing) return execution;
    if (!succeeded) return { ...execution, undoing: { ...undoing, result: result(event) } };
    const { id, startedAt } = execution;
    const of = { status: 'SUCCEEDED', id, ...startOf(execution), startedAt } as const;
    return { ...of, ...succeeded, compensationStatus: result(event) };
  };

export const completed = ended((event) =>
  event.type === 'CompensationCompleted' ? event.compensationStatus : 'PARTIAL',
);
export const givenUp = ended(() => 'PARTIAL');
