import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { start } from './start.js';
import { startTarget } from './start-target.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution = operation(
  'StartExecution',
  {
    stateMachineArn: required(shapes.arn),
    name: shapes.name,
    input: shapes.data,
    traceHeader: shapes.traceHeader,
  },
  async (input, service) => {
    const target = await startTarget(input.stateMachineArn, service);
    const { executionArn, startedAt } = await start(target, input, service);
    return { executionArn, startDate: seconds(startedAt) };
  },
);
