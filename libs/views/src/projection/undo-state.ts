import type { CompensationStatus, ExecutionEvent, Visit } from '#contracts';

/** What of an execution's undo its `compensationStatus` depends on. Absent fields: nothing of that kind. */
export interface UndoState {
  /** The whole execution is undone, with this result once it is. */
  readonly all?: 'GOING_ON' | 'COMPLETED' | 'PARTIAL';
  /** It had succeeded before. */
  readonly forParent?: true;
  readonly paused?: true;
  /** Steps that are to be undone so that a scope goes on. */
  readonly open?: readonly string[];
  /** States that wait for what is out before a scope is undone. */
  readonly draining?: readonly string[];
  /** Steps whose undo waits for a person. */
  readonly blocked?: readonly string[];
}

const NOTHING: UndoState = {};

const keyOf = ({ state, visit }: Visit): string => `${state}/${visit}`;

/** As the engine folds it (R9 of the compensation rules); a spec compares them. */
export function undoAfter(before: UndoState = NOTHING, event: ExecutionEvent): UndoState {
  switch (event.type) {
    case 'CompensationRequested':
      return { ...before, all: 'GOING_ON', forParent: true };
    case 'CompensationTriggered':
      return { ...before, all: 'GOING_ON' };
    case 'CompensationPlanned': {
      const planned = new Set(event.plan.map(keyOf));
      return without({ ...before, all: 'GOING_ON' }, 'open', planned);
    }
    case 'ScopeCompensationTriggered':
      return { ...before, draining: [...new Set([...(before.draining ?? []), keyOf(event)])] };
    case 'ScopeCompensationCompleted':
      return without(before, 'draining', new Set([keyOf(event)]));
    case 'ScopeCompensationPlanned': {
      const planned = event.plan.map(keyOf);
      const drained = without(before, 'draining', new Set([keyOf(event)]));
      const unblocked = without(drained, 'blocked', new Set(planned));
      return { ...unblocked, open: [...new Set([...(unblocked.open ?? []), ...planned])] };
    }
    case 'CompensationBlocked':
      return { ...before, blocked: [...new Set([...(before.blocked ?? []), keyOf(event)])] };
    case 'CompensationScheduled':
      return without(before, 'blocked', new Set([keyOf(event)]));
    case 'CompensationResolved':
      return event.how === 'RETRY' ? without(before, 'blocked', new Set([keyOf(event)])) : settled(before, event);
    case 'CompensationSucceeded':
    case 'CompensationSkipped':
      return settled(before, event);
    case 'CompensationCompleted':
      return { ...before, all: event.compensationStatus };
    case 'CompensationGivenUp':
      return { ...before, all: 'PARTIAL' };
    case 'ExecutionPaused':
      return { ...before, paused: true };
    case 'ExecutionRedriven': {
      const { paused: _, ...goesOn } = before;
      return goneOn(goesOn, event);
    }
    default:
      return goneOn(before, event);
  }
}

/** Whoever goes on around a state that waits has given that up; one who has ended may still go on with it. */
function goneOn(before: UndoState, event: ExecutionEvent): UndoState {
  const around = before.draining && aroundOf(event);
  if (around === undefined) return before;
  const givenUp = before.draining?.filter((key) => key.startsWith(around)) ?? [];
  return givenUp.length > 0 ? without(before, 'draining', new Set(givenUp)) : before;
}

function aroundOf(event: ExecutionEvent): string | undefined {
  switch (event.type) {
    case 'RetryScheduled':
    case 'ParallelStateExited':
    case 'MapStateExited':
      return `${event.state}[`;
    case 'ExecutionRedriven':
      return event.scopes ? undefined : `${event.state}[`;
    case 'MapIterationFailed':
      return `${event.state}[${event.index}].`;
    default:
      return undefined;
  }
}

const settled = (before: UndoState, visit: Visit): UndoState => {
  const key = new Set([keyOf(visit)]);
  return without(without(before, 'blocked', key), 'open', key);
};

function without(state: UndoState, field: 'open' | 'blocked' | 'draining', keys: ReadonlySet<string>): UndoState {
  const { [field]: some, ...rest } = state;
  const left = some?.filter((key) => !keys.has(key)) ?? [];
  return left.length > 0 ? { ...rest, [field]: left } : rest;
}

export function compensationStatusOf(
  { all, forParent, paused, open, draining, blocked }: UndoState,
  isOver: boolean,
): CompensationStatus {
  if (all === 'COMPLETED' || all === 'PARTIAL') return all;
  if (isOver && !forParent) return 'NONE';
  if (all) return blocked ? 'BLOCKED' : 'IN_PROGRESS';
  if (paused) return 'BLOCKED';
  if (open?.some((key) => blocked?.includes(key))) return 'BLOCKED';
  return open || draining ? 'IN_PROGRESS' : 'NONE';
}
