import type { StateMachineArn } from '../arns/arn.js';
import type { Arns } from '../arns/arns.js';
import { invalidArn } from '../arns/read-arn.js';
import { StepFunctionsError } from './step-functions-error.js';

/**
 * The ARN of a state machine itself, without the number of a version or the name of an alias.
 * @throws StepFunctionsError
 */
export function machineArn(arns: Arns, arn: string): StateMachineArn {
  const read = arns.read(arn, 'stateMachine');
  refuseLabel(read, arn);
  if (read.number !== undefined || read.alias !== undefined)
    throw invalidArn(`Resource type not valid in this context: qualified state machine ARN: ${arn}`);
  return read;
}

/** @throws StepFunctionsError if it is that of a Distributed Map, which only some operations know. */
export function refuseLabel({ label }: StateMachineArn, arn: string): void {
  if (label !== undefined)
    throw new StepFunctionsError(
      'ValidationException',
      `The operation does not support labelled state machine ARNs: ${arn}`,
      {
        reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
      },
    );
}

/** @throws StepFunctionsError unless it is that of a version. */
export function versionArn(arns: Arns, arn: string): StateMachineArn & { readonly number: number } {
  const read = arns.read(arn, 'stateMachine');
  const { number } = read;
  if (number === undefined) throw invalidArn(`Invalid state machine version ARN: ${arn}`);
  return { ...read, number };
}

/** @throws StepFunctionsError unless it is that of an alias. */
export function aliasArn(arns: Arns, arn: string): StateMachineArn & { readonly alias: string } {
  const read = arns.read(arn, 'stateMachine');
  const { alias } = read;
  if (alias === undefined) throw invalidArn(`Invalid state machine alias ARN: ${arn}`);
  return { ...read, alias };
}
