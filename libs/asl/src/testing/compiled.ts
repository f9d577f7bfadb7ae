import { compile } from '../compile.js';
import type { CompiledState, StateType } from '../machine.js';
import { withDone } from './musts.js';

/** A state, compiled within a machine that has a state called Done. */
export function compiledState<T extends StateType>(Type: T, fields: object): CompiledState<T> {
  const compiled = compile(JSON.parse(JSON.stringify(withDone({ Type, ...fields }))));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 2));
  return compiled.machine.states.get('Only') as unknown as CompiledState<T>;
}
