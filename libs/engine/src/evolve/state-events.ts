import type { EventOf, StateType } from '#contracts';
import type { RunningExecution } from '../execution.js';
import { standing } from './position.js';

type Entered = EventOf<`${StateType}StateEntered`>;
type Exited = EventOf<`${Exclude<StateType, 'Fail'>}StateExited`>;

export const entered =
  (type: StateType) =>
  (execution: RunningExecution, { state, visit, input }: Entered, at: number): RunningExecution => ({
    ...execution,
    visits: { ...execution.visits, [state]: visit },
    root: {
      at: 'STATE',
      type,
      state,
      visit,
      input,
      enteredAt: at,
      enteredId: execution.historyLength,
      doing: { phase: 'ENTERED' },
    },
  });

export const exited = (execution: RunningExecution, { output, next }: Exited, at: number): RunningExecution =>
  standing(execution, next === undefined ? { at: 'END', output } : { at: 'BETWEEN', next, input: output, since: at });
