import type { BlockDefinition, MachineDefinition, StateDefinition } from '../definition.js';
import type { StateMachine } from '../machine.js';
import { compileSaga } from './saga.js';
import { compileBlock } from './compile-state.js';

/** A valid definition, with every path, template and expression turned into a closure. */
export function compileMachine(definition: MachineDefinition): StateMachine {
  const { TimeoutSeconds, Saga, QueryLanguage = 'JSONPath' } = definition;
  return {
    ...compileBlock(definition, QueryLanguage),
    ...(TimeoutSeconds !== undefined && { TimeoutSeconds }),
    saga: compileSaga(Saga),
    compensates: hasUndo(definition),
  };
}

const hasUndo = ({ States }: BlockDefinition): boolean =>
  Object.values(States).some(
    (state) => ('Compensate' in state && state.Compensate !== undefined) || blocksIn(state).some(hasUndo),
  );

function blocksIn(state: StateDefinition): readonly BlockDefinition[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor ? [processor] : [];
}
