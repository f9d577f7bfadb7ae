import { compileMachine } from './compile/compile-machine.js';
import type { MachineDefinition } from './definition.js';
import type { Compiled } from './machine.js';
import { examine } from './validation/validate.js';

/**
 * A definition as it came (parsed JSON, of anybody), ready to run, or all that is wrong with it. Never throws, keeps no
 * reference to what it is given, and takes time in proportion to its size, which is limited.
 */
export function compile(definition: unknown): Compiled {
  const { problems, snapshot } = examine(definition);
  if (problems.some(({ severity }) => severity === 'ERROR')) return { ok: false, problems };
  return { ok: true, machine: compileMachine(snapshot as unknown as MachineDefinition), warnings: problems };
}
