import type { MachineDefinition } from '../definition.js';
import type { StateMachine } from '../machine.js';
import { compileSaga } from './saga.js';
import { compileState } from './compile-state.js';

/** A valid definition, with every path and template turned into a closure. */
export function compileMachine({ StartAt, TimeoutSeconds, States, Saga }: MachineDefinition): StateMachine {
  const states = Object.entries(States);
  return {
    StartAt,
    ...(TimeoutSeconds !== undefined && { TimeoutSeconds }),
    states: new Map(states.map(([name, state]) => [name, compileState(name, state)])),
    saga: compileSaga(Saga),
    compensates: states.some(([, state]) => state.Type === 'Task' && state.Compensate !== undefined),
  };
}
