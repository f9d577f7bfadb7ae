import type { Page } from '#views';
import { StepFunctionsError } from './step-functions-error.js';

/** Step Functions' sentences about what is not there, or is there already. */

export const stateMachineDoesNotExist = (arn: string) =>
  new StepFunctionsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const stateMachineAlreadyExists = (arn: string) =>
  new StepFunctionsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);

export const executionDoesNotExist = (arn: string) =>
  new StepFunctionsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const executionAlreadyExists = (arn: string) =>
  new StepFunctionsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);

export const activityDoesNotExist = (arn: string) =>
  new StepFunctionsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);

export const activityAlreadyExists = (arn: string) =>
  new StepFunctionsError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`);

export const resourceNotFound = (arn: string) =>
  new StepFunctionsError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });

/** A version or an alias. */
export const referencedNotFound = (arn: string) =>
  new StepFunctionsError('ResourceNotFound', 'Request references a resource that does not exist.', {
    resourceName: arn,
  });

export const typeNotSupported = () =>
  new StepFunctionsError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  );

export const invalidName = (name: string) => new StepFunctionsError('InvalidName', `Invalid Name: '${name}'`);

/** @throws StepFunctionsError `InvalidToken` if the page's token was none. */
export function itemsOf<T>(page: Page<T>): { readonly items: readonly T[]; readonly nextToken?: string } {
  if (!page.ok) throw new StepFunctionsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return page.next === undefined ? { items: page.items } : { items: page.items, nextToken: page.next };
}
