import type { EventOf, Failure } from '#contracts';
import type { RunningExecution } from '#engine';
import { endProblem } from '../undo-rules.js';
import { isVisited, under, type Checks, type Doubt, type Setting } from './check.js';

type Ended = EventOf<'ExecutionFailed' | 'ExecutionTimedOut' | 'ExecutionAborted'>;

const end =
  (ending: Failure) =>
  (execution: RunningExecution, { error }: Ended, { declared, killed }: Setting): Doubt => {
    if (ending === 'TIMED_OUT' && execution.dueAt === undefined) return 'it has no time-out';
    return under('END', endProblem(execution, { ending, error, killed: killed && ending === 'ABORTED' }, declared));
  };

export const ofExecutions = {
  ExecutionSucceeded: ({ root, undoing }) =>
    undoing
      ? 'it is being undone'
      : root.position.at === 'END'
        ? undefined
        : under('END', 'its last state was not left'),
  ExecutionFailed: end('FAILED'),
  ExecutionTimedOut: end('TIMED_OUT'),
  ExecutionAborted: end('ABORTED'),
  ExecutionNeedsAttention: () => undefined,
  ExecutionPaused: ({ undoing, paused }) => (undoing || paused ? 'it does not go on anyway' : undefined),
  ExecutionRedriven: (execution, event) => (execution.paused ? isVisited(execution, event) : 'it was not paused'),
} satisfies Partial<Checks>;
