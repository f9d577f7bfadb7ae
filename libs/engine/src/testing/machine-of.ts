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

/** A Task that starts an execution of this name and waits for it. */
export const startingTask = (stateMachine: string, Name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::states:startExecution.sync',
  Parameters: { StateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${stateMachine}`, Name },
  ...more,
});
