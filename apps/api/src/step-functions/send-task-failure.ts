import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { replyToTask } from './reply-to-task.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export const sendTaskFailure = operation(
  'SendTaskFailure',
  { taskToken: required(shapes.taskToken), error: shapes.error, cause: shapes.cause },
  async ({ taskToken, error, cause }, service) => {
    const problem = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    await replyToTask({ type: 'SendTaskFailure', taskToken, ...problem }, service);
    return {};
  },
);
