import {
  executionArn,
  expressExecutionArn,
  LIMITS,
  readTaskToken,
  stateMachineArn,
  type Caller,
  type Json,
  type JsonObject,
  type LockReply,
  type Message,
  type Reply,
} from '#contracts';
import { dataLimitExceeded } from '../data-limit.js';
import type { EndedExecution, Execution } from '../execution.js';
import { instantOf } from '../instant.js';
import { requestIdOf } from './request-id.js';
import { sdkMetadata } from './sdk-metadata.js';
import { sfnRefusal } from './sfn-refusal.js';

const isSdk = (resource: string): boolean => resource.includes(':aws-sdk:');

/**
 * What the caller of a message is told that was accepted, of the entity as it is then; nothing if nobody called.
 * @param at epoch milliseconds
 */
export function acceptance({ type, caller }: Message, entity: Execution | undefined, at: number): Reply | undefined {
  if (!caller) return undefined;
  const { taskToken, resource } = caller;
  const output = isSdk(resource) ? sdkOutput(type, entity, at) : optimizedOutput(entity, caller, at);
  return { type: 'SendTaskSuccess', taskToken, output };
}

interface Refusal {
  readonly error: string;
  readonly cause: string;
  /** Where it may have been accepted before. */
  readonly outcome?: 'unknown';
}

/**
 * The same of one that was refused. A lock that its execution does not want is released; who asks for one that is not to
 * be had is told.
 */
export function refusal(message: Message, { outcome, ...refused }: Refusal): Reply | LockReply | undefined {
  const { caller } = message;
  if (message.type === 'GrantLock') return { type: 'ReleaseLock', key: message.key, taskToken: message.taskToken };
  if (message.type === 'AcquireLock' && readTaskToken(message.taskToken))
    return { type: 'RefuseLock', key: message.key, taskToken: message.taskToken, cause: refused.cause };
  if (!caller) return undefined;
  const { taskToken, resource } = caller;
  const problem = shortened(sfnRefusal(refused, resource, taskToken));
  return { type: 'SendTaskFailure', taskToken, ...problem, ...(outcome && { outcome }) };
}

const shortened = ({ error = '', cause = '' }: { error?: string; cause?: string }) => ({
  error: error.slice(0, LIMITS.errorLength),
  cause: cause.slice(0, LIMITS.causeLength),
});

const arnOf = (entity: Execution | undefined): string =>
  entity && entity.status !== 'NEW' && entity.express ? expressExecutionArn(entity.id) : executionArn(entity?.id ?? '');

const startedAt = (entity: Execution | undefined, at: number): number =>
  entity && entity.status !== 'NEW' ? entity.startedAt : at;

function sdkOutput(type: Message['type'], entity: Execution | undefined, at: number): JsonObject {
  switch (type) {
    case 'StartExecution':
      return { ExecutionArn: arnOf(entity), StartDate: instantOf(startedAt(entity, at)) };
    case 'StopExecution':
      return { StopDate: instantOf(at) };
    case 'RedriveExecution':
      return { RedriveDate: instantOf(at) };
    default:
      return {};
  }
}

/** The one call of Step Functions' own integration is that of StartExecution. */
function optimizedOutput(entity: Execution | undefined, { taskToken }: Caller, at: number): JsonObject {
  const arn = arnOf(entity);
  const date = startedAt(entity, at);
  const text = JSON.stringify({ executionArn: arn, startDate: date / 1000 });
  const body = { text, type: 'application/x-amz-json-1.0' };
  return { ExecutionArn: arn, ...sdkMetadata({ requestId: requestIdOf(taskToken), body, at }), StartDate: date };
}

/**
 * What the task that has started an execution and waits for it is told of its end. One that failed has undone itself
 * (R14): nothing happened, unless somebody killed it or gave up undoing it.
 */
export function endReply(ended: EndedExecution): Reply | undefined {
  const { caller, status, leaves } = ended;
  if (caller?.endToken === undefined) return undefined;
  const { endToken: taskToken } = caller;
  const told = describe(ended, caller.resource.endsWith('.sync:2'));
  if (JSON.stringify(told).length > MOST_TOLD)
    return {
      type: 'SendTaskFailure',
      taskToken,
      ...dataLimitExceeded(caller.resource),
      outcome: 'unknown',
    };
  if (status === 'SUCCEEDED') return { type: 'SendTaskSuccess', taskToken, output: told };
  const cause = JSON.stringify(told).slice(0, LIMITS.causeLength);
  return {
    type: 'SendTaskFailure',
    taskToken,
    error: 'States.TaskFailed',
    cause,
    outcome: leaves ? 'unknown' : 'refused',
  };
}

/** Longer ones are over the limit of a result anyway, and might be over that of a message. */
const MOST_TOLD = LIMITS.payloadBytes * 2;

/** As DescribeExecution would say it. https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
function describe(ended: EndedExecution, asJson: boolean): JsonObject {
  const { stateMachine, name, status, input, output, problem, startedAt, stoppedAt } = ended;
  const written = (value: Json): Json => (asJson ? value : JSON.stringify(value));
  const included = { Included: true };
  return {
    ...(problem?.cause !== undefined && { Cause: problem.cause }),
    ...(problem?.error !== undefined && { Error: problem.error }),
    ExecutionArn: arnOf(ended),
    Input: written(input),
    InputDetails: included,
    Name: name,
    ...(output !== undefined && { Output: written(output), OutputDetails: included }),
    StartDate: startedAt,
    StateMachineArn: stateMachineArn(stateMachine),
    Status: status,
    StopDate: stoppedAt,
  };
}
