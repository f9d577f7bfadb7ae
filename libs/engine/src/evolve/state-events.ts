import type { EventOf, Json, StateType } from '#contracts';
import type { Position, RunningExecution } from '../execution.js';
import { localNameOf, scopeOf } from '../scopes/scope-path.js';
import { withScope } from '../scopes/scope-tree.js';

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
        enteredId: execution.historyLength,
        doing: { phase: 'ENTERED' },
      },
    }));

export const exited = (execution: RunningExecution, { state, output, next, assigned }: Exited, at: number) =>
  withScope(execution, scopeOf(state), (scope) => ({
    ...scope,
    ...(assigned && { variables: { ...scope.variables, ...assigned } }),
    position: behind(next, output, at),
  }));

const behind = (next: string | undefined, output: Json, at: number): Position =>
  next === undefined ? { at: 'END', output } : { at: 'BETWEEN', next, input: output, since: at };
