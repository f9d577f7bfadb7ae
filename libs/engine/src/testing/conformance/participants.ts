import type { Json, JsonObject } from '#contracts';
import { instantOf } from '../../instant.js';
import { callLambda, invoke, type Lambdas } from './invoke-task.js';
import type { Participants } from './run-execution.js';
import { sdkMetadata } from '../../tasks/sdk-metadata.js';
import type { Executed, InMemoryStepFunctions } from './step-functions.js';
import type { TaskAnswer } from './task-answer.js';

const STATES = /^arn:aws:states:::/;
const LAMBDA = /^arn:aws:lambda:/;

/** Who does what a Task's `Resource` says, with its effective input. */
export function participantsOf(aws: InMemoryStepFunctions): Participants {
  const lambdas: Lambdas = { functions: aws.lambdas, uuid: aws.uuid };
  return async ({ resource, input }, at) => {
    if (LAMBDA.test(resource)) return callLambda(lambdas, resource, input, at);
    const parameters = (typeof input === 'object' && input !== null ? input : {}) as JsonObject;
    switch (resource.replace(STATES, '')) {
      case 'lambda:invoke':
        return invoke(lambdas, parameters, at);
      case 'states:startExecution':
      case 'states:startExecution.sync':
      case 'states:startExecution.sync:2':
        return startExecution(aws, resource.replace(STATES, ''), parameters, at);
      case 'aws-sdk:sfn:startExecution':
        return startBySdk(aws, parameters, at);
      case 'aws-sdk:sfn:sendTaskSuccess':
      case 'aws-sdk:sfn:sendTaskFailure':
      case 'aws-sdk:sfn:sendTaskHeartbeat':
        return invalidToken(aws, at);
      default:
        return { at, ok: false, error: 'States.TaskFailed', cause: `Nobody here does ${resource}` };
    }
  };
}

const textOf = (input: Json | undefined): string | undefined =>
  input === undefined || input === null ? undefined : typeof input === 'string' ? input : JSON.stringify(input);

const request = ({ StateMachineArn, Input, Name }: JsonObject): JsonObject => {
  const input = textOf(Input);
  return {
    ...(StateMachineArn !== undefined && { stateMachineArn: StateMachineArn }),
    ...(input !== undefined && { input }),
    ...(typeof Name === 'string' && { name: Name }),
  };
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
async function startExecution(
  aws: InMemoryStepFunctions,
  resource: string,
  parameters: JsonObject,
  at: number,
): Promise<TaskAnswer> {
  const started = await aws.start(request(parameters), at);
  if (!started.ok) return refused(aws, 'StepFunctions', started, at);
  const { arn } = started.execution;
  const requestId = aws.uuid();
  const body = { ExecutionArn: arn, StartDate: at };
  const text = JSON.stringify(body);
  const type = 'application/x-amz-json-1.0';
  const submitted = { ...body, ...sdkMetadata({ requestId, at, body: { text, type } }) };
  if (!resource.includes('.sync')) return { at, ok: true, output: submitted };
  const { execution, endedAt } = started.execution;
  const output = described(started.execution, resource.endsWith(':2'));
  return execution.status === 'SUCCEEDED'
    ? { at: endedAt, submitted, ok: true, output }
    : { at: endedAt, submitted, ok: false, error: 'States.TaskFailed', cause: JSON.stringify(output) };
}

/** The child as its parent sees it; the newer form has its output as JSON. */
function described({ arn, of, name, execution, startedAt, endedAt }: Executed, asJson: boolean): JsonObject {
  const { input, output, problem, status } = execution;
  const written = (value: Json) => (asJson ? value : JSON.stringify(value));
  return {
    ExecutionArn: arn,
    Input: written(input),
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: written(output), OutputDetails: { Included: true } }),
    ...(problem?.error !== undefined && { Error: problem.error }),
    ...(problem?.cause !== undefined && { Cause: problem.cause }),
    StartDate: startedAt,
    StateMachineArn: of.arn,
    Status: status,
    StopDate: endedAt,
  };
}

async function startBySdk(aws: InMemoryStepFunctions, parameters: JsonObject, at: number): Promise<TaskAnswer> {
  const started = await aws.start(request(parameters), at);
  if (!started.ok) return refused(aws, 'Sfn', started, at);
  return { at, ok: true, output: { ExecutionArn: started.execution.arn, StartDate: instantOf(at) } };
}

const refused = (
  aws: InMemoryStepFunctions,
  service: string,
  { answer }: { readonly answer: { readonly status: number; readonly code?: string; readonly message?: string } },
  at: number,
): TaskAnswer => ({
  at,
  ok: false,
  error: `${service}.${answer.code}Exception`,
  cause: `${answer.message} (Service: ${service}, Status Code: 400, Request ID: ${aws.uuid()})`,
});

const invalidToken = (aws: InMemoryStepFunctions, at: number): TaskAnswer => ({
  at,
  ok: false,
  error: 'Sfn.InvalidTokenException',
  cause:
    `Invalid Token: 'Invalid token' (Service: Sfn, Status Code: 400, Request ID: ${aws.uuid()}) ` +
    '(SDK Attempt Count: 1)',
});
