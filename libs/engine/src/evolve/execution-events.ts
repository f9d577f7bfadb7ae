import type { EventOf, ExecutionStatus, Problem } from '#contracts';
import { compensationStatusOf, type EndedExecution, type RunningExecution } from '../execution.js';
import { isUndone, type Step } from '../failure/step.js';
import { problemOf } from './position.js';
import { resumeOf } from './redriven.js';

/** What stays known of a start. */
export const startOf = ({
  stateMachine,
  version,
  name,
  input,
  nonce,
  roleArn,
  express,
  caller,
  trace,
}: EventOf<'ExecutionStarted'> | RunningExecution) => ({
  stateMachine,
  version,
  name,
  input,
  nonce,
  ...(roleArn !== undefined && { roleArn }),
  ...(express && { express }),
  ...(caller && { caller }),
  ...(trace && { trace }),
});

export const started = (id: string, event: EventOf<'ExecutionStarted'>, at: number): RunningExecution => ({
  status: 'RUNNING',
  id,
  ...startOf(event),
  startedAt: at,
  ...(event.dueAt !== undefined && { dueAt: event.dueAt }),
  historyLength: 1,
  root: { position: { at: 'BETWEEN', input: event.input, since: at }, visits: {} },
  steps: [],
});

type End = EventOf<'ExecutionSucceeded' | 'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted'>;

export const ended =
  (status: Exclude<ExecutionStatus, 'RUNNING'>) =>
  (execution: RunningExecution, event: End, at: number): EndedExecution => {
    const { id, caller, startedAt } = execution;
    const common = { status, id, ...startOf(execution), startedAt, stoppedAt: at };
    const compensationStatus = execution.undoing?.result ?? 'NONE';
    const resume = status === 'SUCCEEDED' ? undefined : resumeOf(execution);
    return event.type === 'ExecutionSucceeded'
      ? { ...common, output: event.output, compensationStatus, ...(event.undoable && { done: execution }) }
      : {
          ...common,
          problem: problemOf(event as Problem),
          compensationStatus,
          ...(resume && { resume }),
          // Only who has started it asks.
          ...(caller && (compensationStatus === 'PARTIAL' || execution.steps.some(isLeft)) && { leaves: true }),
        };
  };

const isLeft = ({ outcome, undo, pivot }: Step): boolean =>
  !pivot && (undo ? !isUndone(undo) : outcome === 'SUCCEEDED' || outcome === 'UNKNOWN');

export const needsAttention = (
  execution: RunningExecution,
  { because }: EventOf<'ExecutionNeedsAttention'>,
  at: number,
): RunningExecution => ({ ...execution, attention: { because, since: at } });

export const paused = (execution: RunningExecution, event: EventOf<'ExecutionPaused'>): RunningExecution => ({
  ...execution,
  paused: { problem: problemOf(event), because: event.because },
});

export { compensationStatusOf };
