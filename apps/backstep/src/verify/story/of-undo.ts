import type { Visit } from '#contracts';
import { outstandingOf, sameVisit, stepOf, type RunningExecution, type Step, type Undo } from '#engine';
import { completionProblem, isAwaited, isUndone, orderProblem, planProblem, scopedPlanProblem } from '../undo-rules.js';
import { isVisited, under, type Checks, type Doubt } from './check.js';

export const undoOf = (execution: RunningExecution, event: Visit, wanted: (undo: Undo, step: Step) => Doubt): Doubt => {
  const step = stepOf(execution, event);
  return step?.undo ? wanted(step.undo, step) : 'nothing of it is being undone';
};

const hasPerson = ({ by, why }: { by?: string; why?: string }): Doubt => (by && why ? undefined : 'nobody signed it');

export const ofUndo = {
  CompensationRequested: ({ succeeded, undoing }, { plan, undoToken }) =>
    succeeded && plan.length === 0 && undoToken !== undoing?.undoToken ? undefined : 'it had not succeeded',
  CompensationTriggered: (execution) => {
    if (execution.undoing) return 'it is being undone already';
    const awaited = execution.steps.some(({ answerBy }) => answerBy !== undefined);
    return awaited || outstandingOf(execution).length > 0 ? undefined : 'nothing is out to be waited for';
  },
  CompensationPlanned: (execution, event, { declared }) => under('UNDO_PLAN', planProblem(execution, event, declared)),
  ScopeCompensationTriggered: (execution, event, { declared, at }) =>
    isVisited(execution, event) ?? (isAwaited(execution, event, { declared, at }) ? undefined : 'nothing is out there'),
  ScopeCompensationPlanned: (execution, event, setting) =>
    isVisited(execution, event) ?? under('UNDO_PLAN', scopedPlanProblem(execution, event, setting)),
  ScopeCompensationCompleted: (execution, event) => {
    const of = execution.steps.filter(({ undo }) => undo?.waits && sameVisit(undo.waits, event));
    const left = of.find((step) => !isUndone(step));
    return left ? under('UNDO_PLAN', `${left.state} is not undone`) : undefined;
  },
  CompensationScheduled: (execution, event, { declared }) =>
    under('UNDO_ORDER', orderProblem(execution, event, declared)),
  CompensationSucceeded: (execution, event) =>
    undoOf(execution, event, (undo, step) =>
      isUndone(step)
        ? `it is ${undo.status}`
        : event.attempt <= undo.attempt
          ? undefined
          : 'this attempt was never sent',
    ),
  CompensationFailed: (execution, event) =>
    undoOf(execution, event, ({ status, attempt }) =>
      status === 'OUT' && attempt === event.attempt ? undefined : 'this attempt is not out',
    ),
  CompensationRetryScheduled: (execution, event) =>
    undoOf(execution, event, ({ status, attempt }) =>
      status === 'FAILED' && event.attempt === attempt + 1 ? undefined : 'no attempt has failed',
    ),
  CompensationSkipped: (execution, event) =>
    undoOf(execution, event, ({ status }, step) => (isUndone(step) ? `it is ${status}` : undefined)),
  CompensationBlocked: (execution, event) =>
    undoOf(execution, event, ({ status }) =>
      status === 'FAILED' || status === 'PENDING' ? undefined : `it is ${status}`,
    ),
  CompensationResolved: (execution, event) =>
    undoOf(execution, event, ({ status }) => (status === 'BLOCKED' ? hasPerson(event) : `it is ${status}`)),
  CompensationCompleted: (execution, event, { declared }) =>
    under('END', completionProblem(execution, event, declared)),
  CompensationGivenUp: ({ steps }, event) =>
    steps.some(({ undo }) => undo?.status === 'BLOCKED') ? hasPerson(event) : 'no undo waits for a person',
} satisfies Partial<Checks>;
