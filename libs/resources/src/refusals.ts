import { activityArn, activityIn, stateMachineArn, type ArnScope } from '#contracts';
import { refuse, type Refused } from './decide.js';

/** What is refused for the same reason by several messages, in Step Functions' words. */

export const stateMachineDoesNotExist = (name: string, arns: ArnScope): Refused =>
  refuse('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn(name, arns)}'`);

/** Of what an alias leads to, or an alias that is to be changed. */
export const referencedNotFound = (): Refused =>
  refuse('ResourceNotFound', 'Request references a resource that does not exist.');

/** Of what is to be tagged. */
export function resourceNotFound(resource: string, arns: ArnScope): Refused {
  const activity = activityIn(resource);
  const arn = activity === undefined ? stateMachineArn(resource, arns) : activityArn(activity, arns);
  return refuse('ResourceNotFound', `Resource not found: '${arn}'`);
}

export const descriptionWithoutPublish = (): Refused =>
  refuse('ValidationException', 'Version description can only be set when publish is true');

export const failedConstraint = (value: string, at: string, constraint: string): Refused =>
  refuse(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: ${constraint}`,
  );

const noLongerThan = (most: number) => `Member must have length less than or equal to ${most}`;

export const tooLong = (value: string, at: string, most: number): Refused =>
  failedConstraint(value, at, noLongerThan(most));
