import { compile, type StateMachine } from '#asl';

/** A definition, compiled. @throws Error naming what is wrong with it */
export function machineOf(definition: object): StateMachine {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return compiled.machine;
}
