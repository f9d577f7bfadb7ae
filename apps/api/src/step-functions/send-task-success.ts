import { required } from '../shapes/shape.js';
import { parseJson } from './json-text.js';
import { operation } from './operation.js';
import { replyToTask } from './reply-to-task.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export const sendTaskSuccess = operation(
  'SendTaskSuccess',
  { taskToken: required(shapes.taskToken), output: required(shapes.data) },
  async ({ taskToken, output }, service) => {
    const parsed = parseJson(output);
    if (!parsed.ok) throw new StepFunctionsError('InvalidOutput', `Invalid Output: '${parsed.cause}'`);
    await replyToTask({ type: 'SendTaskSuccess', taskToken, output: parsed.value }, service);
    return {};
  },
);
