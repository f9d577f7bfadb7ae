import type { EventOf, Json, StateType } from '#contracts';
import type { Position } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { localNameOf, scopeOf } from '../scopes/scope-path.js';
import { variablesOf, withScope } from '../scopes/scope-tree.js';
import { historyLengthAt } from './history-length.js';
import { withStep } from './steps.js';

type Entered = EventOf<`${StateType}StateEntered`>;
type Exited = EventOf<`${Exclude<StateType, 'Fail'>}StateExited`>;

export const entered =
  (type: StateType) =>
  (execution: RunningExecution, { state, visit, input }: Entered, at: number): RunningExecution =>
    withScope(execution, scopeOf(state), (scope) => ({
      ...scope,
      visits: { ...scope.visits, [localNameOf(state)]: visit },
      position: {
        at: 'STATE',
        type,
        state,
        visit,
        input,
        enteredAt: at,
        enteredId: historyLengthAt(execution, scopeOf(state)),
        doing: { phase: 'ENTERED' },
      },
    }));

export function exited(execution: RunningExecution, event: Exited, at: number): RunningExecution {
  const { state, output, next, assigned } = event;
  const left = withScope(execution, scopeOf(state), (scope) => ({
    ...scope,
    ...(assigned && { variables: { ...scope.variables, ...assigned } }),
    position: behind(next, output, at),
  }));
  if (!assigned) return left;
  const variables = variablesOf(left, scopeOf(state));
  return withStep(left, event, (step) => ({ ...step, variables }));
}

const behind = (next: string | undefined, output: Json, at: number): Position =>
  next === undefined ? { at: 'END', output } : { at: 'BETWEEN', next, input: output, since: at };
