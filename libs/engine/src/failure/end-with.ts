import type { OnEnd, Saga } from '#asl';
import type { ExecutionEvent, Failure, Problem, Word } from '#contracts';
import type { Decision } from '../decision.js';
import { outstandingOf, type RunningExecution } from '../execution.js';
import { stateNameOf } from '../path.js';
import { planOf } from './undo-plan.js';

const POLICY: { readonly [F in Failure]: (saga: Saga) => OnEnd | 'PAUSE' } = {
  FAILED: ({ OnFailure }) => OnFailure,
  TIMED_OUT: ({ OnTimeout }) => OnTimeout,
  ABORTED: ({ OnAbort }) => OnAbort,
};

/**
 * The execution cannot go on (R1). Where nothing is to be undone it ends at once, as on AWS; else what is out is waited
 * for (R4), and then the undo begins. `undo` overrides the state machine's policy. A person's word goes with the problem.
 */
export function endWith(decision: Decision, ending: Failure, problem: Problem & Word, undo?: boolean): void {
  const { machine, moment } = decision;
  const execution = decision.execution as RunningExecution;
  const because = undo === undefined ? pauses(machine.saga, execution, ending) : undefined;
  if (because) return decision.record({ type: 'ExecutionPaused', ...problem, because });
  const compensate = undo ?? POLICY[ending](machine.saga) === 'COMPENSATE';
  const plan = compensate ? planOf(machine, execution) : [];
  const cap = moment.at + machine.saga.CancelTimeoutSeconds * 1000;
  const answers = answersBy(execution).filter((by) => by > moment.at);
  if (plan.length === 0) decision.record(endOf(ending, problem));
  else if (answers.length > 0) {
    const drainUntil = Math.min(Math.max(...answers), cap);
    decision.record({ type: 'CompensationTriggered', status: ending, ...problem, drainUntil });
  } else decision.record({ type: 'CompensationPlanned', status: ending, ...problem, plan });
}

/** R10, R17: why an execution that cannot go on is neither ended nor undone by itself. */
function pauses(saga: Saga, { steps, paused }: RunningExecution, ending: Failure): string | undefined {
  if (ending === 'ABORTED' || paused) return undefined;
  const pivot = steps.findLast(({ pivot, outcome }) => pivot && outcome === 'SUCCEEDED');
  if (pivot) return `${stateNameOf(pivot.state)}, the pivot, has succeeded: what was done before it is not undone`;
  return ending === 'FAILED' && saga.OnFailure === 'PAUSE' ? 'its definition says so (OnFailure: PAUSE)' : undefined;
}

/** Until when the answers to what is out may come, those to states that were given up included. */
export const answersBy = (execution: RunningExecution): number[] => [
  ...outstandingOf(execution).map(({ doing }) => doing.dueAt ?? Infinity),
  // What is being undone, or is undone, is not waited for.
  ...execution.steps.flatMap(({ answerBy, undo }) => (undo ? [] : (answerBy ?? []))),
];

/** What was out is answered, or waited for long enough: the undo begins, if there is still anything to undo. */
export function endDrain(decision: Decision, execution: RunningExecution): void {
  const { ending, problem } = execution.undoing as NonNullable<RunningExecution['undoing']>;
  const plan = planOf(decision.machine, execution);
  decision.record(
    plan.length ? { type: 'CompensationPlanned', status: ending, ...problem, plan } : endOf(ending, problem),
  );
}

const END = { FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' } as const;

/** R9: with the original error and cause. */
export const endOf = (ending: Failure, problem: Problem & Word): ExecutionEvent => ({ type: END[ending], ...problem });
