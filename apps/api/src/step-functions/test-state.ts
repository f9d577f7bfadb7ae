import { randomUUID } from 'node:crypto';
import { callTask } from './call-task.js';
import { flag, integer, required, structure, text } from '../shapes/shape.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';
import { testState as test } from './test-state/test-state.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export const testState = operation(
  'TestState',
  {
    definition: required(shapes.definition),
    roleArn: shapes.arn,
    input: shapes.data,
    inspectionLevel: text({ oneOf: ['INFO', 'DEBUG', 'TRACE'] }),
    revealSecrets: flag(),
    variables: shapes.data,
    stateName: text({ min: 1, max: 80, secret: true }),
    mock: structure('MockInput', {
      result: shapes.data,
      errorOutput: structure('MockErrorOutput', { error: shapes.error, cause: shapes.cause }),
      fieldValidationMode: text({ oneOf: ['STRICT', 'PRESENT', 'NONE'] }),
    }),
    context: shapes.data,
    stateConfiguration: structure('TestStateConfiguration', {
      retrierRetryCount: integer({ min: 0 }),
      errorCausedByState: text({ min: 1, max: 80, secret: true }),
      mapIterationFailureCount: integer({ min: 0 }),
      mapItemReaderData: shapes.data,
    }),
  },
  async (input, service, call) => {
    const { arns, now } = service;
    const invoke = callTask(input.roleArn, service, call);
    const tested = await test(input, { arns: arns.scope, at: now(), random: Math.random, uuid: randomUUID, invoke });
    if (!tested.ok) throw new StepFunctionsError(tested.error, tested.message);
    return tested.output;
  },
);
