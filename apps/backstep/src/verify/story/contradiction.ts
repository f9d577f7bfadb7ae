import type { EventOf, ExecutionEventType } from '#contracts';
import type { RunningExecution } from '#engine';
import type { Rule } from '../finding.js';
import type { Check, Checks, Setting } from './check.js';
import { ofExecutions } from './of-executions.js';
import { ofScopes } from './of-scopes.js';
import { ofStates } from './of-states.js';
import { ofTasks } from './of-tasks.js';
import { ofUndo } from './of-undo.js';

const CHECKS: Checks = { ...ofExecutions, ...ofStates, ...ofScopes, ...ofTasks, ...ofUndo };

/** Why an event cannot have happened to this execution; undefined: it can. */
export function contradiction(
  execution: RunningExecution,
  event: Exclude<EventOf<ExecutionEventType>, { type: 'ExecutionStarted' }>,
  setting: Setting,
): { readonly rule: Rule; readonly says: string } | undefined {
  const check = CHECKS[event.type] as Check<ExecutionEventType> | undefined;
  if (!check) return { rule: 'STORY', says: 'no event has this name' };
  const doubt = check(execution, event as EventOf<ExecutionEventType>, setting);
  return typeof doubt === 'string' ? { rule: 'STORY', says: doubt } : doubt;
}
