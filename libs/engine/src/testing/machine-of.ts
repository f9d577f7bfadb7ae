import { compile, type StateMachine } from '#asl';

/** A definition, compiled. @throws Error naming what is wrong with it */
export function machineOf(definition: object): StateMachine {
  const compiled = compile(definition);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return compiled.machine;
}

/** A step of the participant `p`, and what undoes it. */
export const undoableTask = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: `kafka:p.${name}`,
  Compensate: { Resource: `kafka:p.un-${name}` },
  ...more,
});
