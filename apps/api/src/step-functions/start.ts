import { randomUUID } from 'node:crypto';
import { executionId, expressExecutionId, isName } from '#contracts';
import { executionInput } from './execution-input.js';
import type { Input } from './operation-types.js';
import type { Service } from './operation.js';
import { refusedAs } from './refused-as.js';
import { executionAlreadyExists, invalidName, stateMachineDoesNotExist } from './refusals.js';
import type { StartTarget } from './start-target.js';

type Given = Input<'StartExecution'>;

export interface Started {
  /** The execution's id. */
  readonly id: string;
  readonly executionArn: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * Starts an execution, or finds the one that the same start has begun already.
 * @throws StepFunctionsError if it is refused.
 */
export async function start(target: StartTarget, given: Given, { arns, inbox }: Service): Promise<Started> {
  const { machine, revision, number, alias, evenDeleted } = target;
  const { name = randomUUID(), traceHeader } = given;
  if (!isName(name)) throw invalidName(name);
  // Names of Express executions may be used again, so each has an id of its own behind its name.
  const express = machine.type === 'EXPRESS' ? randomUUID() : undefined;
  const id = express === undefined ? executionId(machine.name, name) : expressExecutionId(machine.name, name, express);
  const executionArn = arns.execution(id);
  const { startedAt } = await inbox
    .ask(id, {
      type: 'StartExecution',
      stateMachine: machine.name,
      name,
      ...executionInput(given.input),
      version: revision,
      ...(evenDeleted && { evenDeleted }),
      ...(number !== undefined && { versionNumber: number }),
      ...(alias !== undefined && { alias }),
      ...(traceHeader !== undefined && { traceHeader }),
      ...(express !== undefined && { express }),
    })
    .catch(
      refusedAs({
        ExecutionAlreadyExists: () => executionAlreadyExists(executionArn),
        StateMachineDoesNotExist: () => stateMachineDoesNotExist(given.stateMachineArn),
      }),
    );
  return { id, executionArn, name, startedAt };
}
