import type { Block, CompiledState, StateMachine } from '#asl';
import { stateNameOf } from '../path.js';
import { hopsTo, scopeOf } from './scope-path.js';

/** The definition of a state at its path. @throws Error where there is none: it was checked when it was created. */
export const stateAt = (machine: StateMachine, path: string): CompiledState =>
  stateNamed(blockAt(machine, scopeOf(path)), stateNameOf(path));

/** What the Task at a path calls. */
export function resourceAt(machine: StateMachine, path: string): string {
  const state = stateAt(machine, path);
  if (state.Type !== 'Task') throw new Error(`${path} calls nothing`);
  return state.Resource;
}

export function stateNamed({ states }: Block, name: string): CompiledState {
  const state = states.get(name);
  if (!state) throw new Error(`The state machine has no state ${name}`);
  return state;
}

/** The states that a scope is made of. */
export function blockAt(machine: StateMachine, scope: string): Block {
  let block: Block = machine;
  for (const { state, index } of hopsTo(scope)) block = blockWithin(stateNamed(block, stateNameOf(state)), index);
  return block;
}

function blockWithin(state: CompiledState, index: number): Block {
  if (state.Type === 'Map') return state.processor;
  const block = state.Type === 'Parallel' ? state.branches[index] : undefined;
  if (!block) throw new Error(`${state.Name} has no branch ${index}`);
  return block;
}
