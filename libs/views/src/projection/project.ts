import { activityIn, isAboutMessage, isRegistryEvent, lockIn, type ExecutionEvent, type LogEvent } from '#contracts';
import type { PlacedDecision } from '../views.js';
import type { Change } from './change.js';
import type { Known } from './known.js';
import { projectActivity } from './project-activity.js';
import { projectExecution } from './project-execution.js';
import { projectLock } from './project-lock.js';
import { projectStateMachine } from './project-state-machine.js';
import { Workspace } from './workspace.js';

export const isOfExecution = (event: LogEvent): event is ExecutionEvent =>
  !isAboutMessage(event) && !isRegistryEvent(event);

/**
 * What one decision that counts changes in the tables. Pure: the same log leaves the same rows in every store, whatever
 * comes first of what is in different partitions. What was said of a message changes nothing.
 */
export function project(known: Known, partition: number, { offset, decision }: PlacedDecision): Change[] {
  const { entity } = decision;
  const at = Date.parse(decision.at);
  const events = decision.events
    .map((event, place) => ({ event, place }))
    .filter((one): one is { event: ExecutionEvent; place: number } => isOfExecution(one.event));
  if (events.length > 0) return projectExecution(known, { id: entity, at, partition, offset, events });
  const activity = activityIn(entity);
  const lock = lockIn(entity);
  const within = new Workspace(known);
  for (const event of decision.events) {
    if (!isRegistryEvent(event)) continue;
    if (lock !== undefined) within.take(projectLock(lock, event, at, offset));
    else if (activity !== undefined) within.take(projectActivity(within, activity, event, at));
    else within.take(projectStateMachine(within, entity, event, at));
  }
  return within.changes;
}
