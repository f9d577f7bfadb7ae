import { compileMachine } from './compile/compile-machine.js';
import { compileState } from './compile/compile-state.js';
import type { MachineDefinition, StateDefinition } from './definition.js';
import type { Compiled, CompiledAlone, DefinitionProblem } from './machine.js';
import { ALONE, examine, examineState } from './validation/validate.js';

/**
 * A definition as it came (parsed JSON, of anybody), ready to run, or all that is wrong with it. Never throws, keeps no
 * reference to what it is given, and takes time in proportion to its size, which is limited.
 */
export function compile(definition: unknown): Compiled {
  const { problems, snapshot } = examine(definition);
  if (problems.some(isError)) return { ok: false, problems };
  return { ok: true, machine: compileMachine(snapshot as unknown as MachineDefinition), warnings: problems };
}

/** A state by itself, as `compile` does a machine: where it leads to and which variables there are is not looked at. */
export function compileAlone(state: unknown): CompiledAlone {
  const { problems, snapshot } = examineState(state);
  if (problems.some(isError)) return { ok: false, problems };
  return { ok: true, state: compileState(ALONE, snapshot as unknown as StateDefinition) };
}

const isError = ({ severity }: DefinitionProblem): boolean => severity === 'ERROR';
