import type { Attempt, EventOf, ExecutionEvent, Leg, Visit } from '#contracts';
import { put, remove, type Change } from './change.js';
import type { ExecutionRow, OpenTaskKey } from './rows.js';

interface Tasks {
  readonly row: ExecutionRow;
  readonly changes: readonly Change[];
}

/** Tasks of activities wait in a list of their own until a worker takes them, or nobody wants them any more. */
export function activityTasksAfter(row: ExecutionRow, event: ExecutionEvent, at: number): Tasks {
  switch (event.type) {
    case 'TaskScheduled':
      return scheduled(row, 'F', event, at);
    case 'CompensationScheduled':
      return scheduled(row, 'C', event, at);
    case 'ActivityStarted':
      return closed(row, (task) => sameVisit(task, event));
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskStateAborted':
      return closed(row, (task) => task.leg === 'F' && sameVisit(task, event));
    case 'CompensationSucceeded':
    case 'CompensationFailed':
      return closed(row, (task) => task.leg === 'C' && sameVisit(task, event));
    case 'CompensationPlanned':
      return closed(row, (task) => task.leg === 'F');
    case 'ExecutionSucceeded':
    case 'ExecutionFailed':
    case 'ExecutionTimedOut':
    case 'ExecutionAborted':
      return closed(row, () => true);
    default:
      return { row, changes: [] };
  }
}

const sameVisit = (a: Visit, b: Visit): boolean => a.visit === b.visit && a.state === b.state;

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html */
const ACTIVITY = /^arn:[^:]*:states:[^:]*:[^:]*:activity:(.+)$/;

function scheduled(
  row: ExecutionRow,
  leg: Leg,
  event: Attempt & Pick<EventOf<'TaskScheduled'>, 'resource' | 'input' | 'dueAt' | 'heartbeatSeconds'>,
  at: number,
): Tasks {
  const activity = ACTIVITY.exec(event.resource)?.[1];
  if (activity === undefined) return { row, changes: [] };
  const { state, visit, attempt, input, dueAt, heartbeatSeconds } = event;
  const others = row.openTasks?.filter((task) => task.leg !== leg || !sameVisit(task, event)) ?? [];
  const task = {
    activity,
    execution: row.id,
    state,
    visit,
    leg,
    attempt,
    nonce: row.nonce,
    input: JSON.stringify(input),
    scheduledAt: at,
    dueAt,
    heartbeatSeconds,
  };
  return { row: { ...row, openTasks: [...others, { state, visit, leg }] }, changes: [put('activityTasks', task)] };
}

function closed(row: ExecutionRow, is: (task: OpenTaskKey) => boolean): Tasks {
  const gone = row.openTasks?.filter(is) ?? [];
  if (gone.length === 0) return { row, changes: [] };
  const left = row.openTasks?.filter((task) => !is(task)) ?? [];
  return {
    row: { ...row, openTasks: left.length > 0 ? left : undefined },
    changes: gone.map((task) => remove('activityTasks', { execution: row.id, ...task })),
  };
}
