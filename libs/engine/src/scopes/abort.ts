import type { ExecutionEvent, StateType } from '#contracts';
import type { InState, ScopeState } from './scope-state.js';
import { isCompound, type InCompound } from './scope-tree.js';

/** States that Step Functions says of that they were given up; the others last no time. */
const ABORTED = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
} as const satisfies Partial<Record<StateType, ExecutionEvent['type']>>;

const isAborted = (type: StateType): type is keyof typeof ABORTED => Object.hasOwn(ABORTED, type);

/** All that is going on within a state that has failed, the innermost first. */
export function* abortEvents({ state, visit, doing }: InCompound): Generator<ExecutionEvent> {
  for (const scope of doing.scopes) {
    yield* abortScope(scope);
    const { index, items } = scope;
    const iteration = { state, visit, attempt: doing.attempt, index, ...(items !== undefined && { items }) };
    if (doing.items) yield { type: 'MapIterationAborted', ...iteration };
  }
}

function* abortScope({ position }: ScopeState): Generator<ExecutionEvent> {
  if (position.at !== 'STATE') return;
  if (isCompound(position)) yield* abortEvents(position);
  if (isCompound(position) && position.doing.mode === 'DISTRIBUTED') {
    const { state, visit, doing } = position;
    yield { type: 'MapRunAborted', state, visit, attempt: doing.attempt };
  }
  yield* abortState(position);
}

function* abortState({ type, state, visit }: InState): Generator<ExecutionEvent> {
  if (isAborted(type)) yield { type: ABORTED[type], state, visit };
}
