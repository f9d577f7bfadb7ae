import { historyEventsOf, type ExecutionEvent } from '#contracts';
import type { RunningExecution } from '../execution.js';
import { ROOT, scopeOf } from '../scopes/scope-path.js';
import { historyAround, scopeAt, visitAt, withScope } from '../scopes/scope-tree.js';

/**
 * Counts the events that Step Functions' history has for one of ours, in the history that it belongs to: the execution's
 * own, or that of an iteration of a Distributed Map, which is an execution by itself.
 */
export function counting(execution: RunningExecution, event: ExecutionEvent): RunningExecution {
  const more = historyEventsOf(event);
  if (more === 0) return execution;
  const path = 'state' in event ? historyAround(execution, scopeOf(event.state)) : ROOT;
  if (isOfRun(execution, event)) return execution;
  if (path === ROOT) return { ...execution, historyLength: execution.historyLength + more };
  return withScope(execution, path, (scope) => ({ ...scope, historyLength: (scope.historyLength ?? 0) + more }));
}

/** The start and the end of an iteration of a Distributed Map: the start is counted where its scope begins. */
function isOfRun(execution: RunningExecution, event: ExecutionEvent): boolean {
  if (!event.type.startsWith('MapIteration') || !('index' in event)) return false;
  const doing = visitAt(execution, event)?.doing;
  return doing?.phase === 'SCOPES' && doing.mode === 'DISTRIBUTED';
}

/** How many events the history around a scope has. */
export function historyLengthAt(execution: RunningExecution, scope: string): number {
  const path = historyAround(execution, scope);
  return path === ROOT ? execution.historyLength : (scopeAt(execution, path)?.historyLength ?? 0);
}
