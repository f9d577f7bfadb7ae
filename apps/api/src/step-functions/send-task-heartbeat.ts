import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { replyToTask } from './reply-to-task.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export const sendTaskHeartbeat = operation(
  'SendTaskHeartbeat',
  { taskToken: required(shapes.taskToken) },
  async ({ taskToken }, service) => {
    await replyToTask({ type: 'SendTaskHeartbeat', taskToken }, service);
    return {};
  },
);
