import type { Integration } from './history-event.js';

/** How Step Functions' history speaks of a Task: of a Lambda function, of an activity, or of an integration. */
export type TaskResource =
  | { readonly family: 'LambdaFunction' | 'Activity'; readonly resource: string }
  | ({ readonly family: 'Task' } & Integration);

const LAMBDA = /^arn:[^:]*:lambda:/;
const ACTIVITY = /^arn:[^:]*:states:[^:]+:[^:]+:activity:/;
const SERVICE = /^arn:[^:]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.+)$/;

export const isActivity = (resource: string): boolean => ACTIVITY.test(resource);

/** `lambda` and `invoke`, `aws-sdk:sfn` and `startExecution`, `states` and `startExecution.sync:2`, `kafka` and `order.place`. */
export function taskResource(resource: string): TaskResource {
  if (LAMBDA.test(resource)) return { family: 'LambdaFunction', resource };
  if (isActivity(resource)) return { family: 'Activity', resource };
  const [, resourceType, action] = SERVICE.exec(resource) ?? /^([^:]+):(.+)$/s.exec(resource) ?? [];
  if (resourceType === undefined || action === undefined) return { family: 'Task', resourceType: 'kafka', resource };
  return { family: 'Task', resourceType, resource: action };
}
