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
    case 'ScopeCompensationPlanned': {
      const planned = event.plan.map(keyOf);
      const unblocked = without(before, 'blocked', new Set(planned));
      return { ...unblocked, open: [...new Set([...(before.open ?? []), ...planned])] };
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
      return goesOn;
    }
    default:
      return before;
  }
}

const settled = (before: UndoState, visit: Visit): UndoState => {
  const key = new Set([keyOf(visit)]);
  return without(without(before, 'blocked', key), 'open', key);
};

function without(state: UndoState, field: 'open' | 'blocked', keys: ReadonlySet<string>): UndoState {
  const { [field]: some, ...rest } = state;
  const left = some?.filter((key) => !keys.has(key)) ?? [];
  return left.length > 0 ? { ...rest, [field]: left } : rest;
}

export function compensationStatusOf(
  { all, forParent, paused, open, blocked }: UndoState,
  isOver: boolean,
): CompensationStatus {
  if (all === 'COMPLETED' || all === 'PARTIAL') return all;
  if (isOver && !forParent) return 'NONE';
  if (all) return blocked ? 'BLOCKED' : 'IN_PROGRESS';
  if (paused) return 'BLOCKED';
  if (!open) return 'NONE';
  return open.some((key) => blocked?.includes(key)) ? 'BLOCKED' : 'IN_PROGRESS';
}
