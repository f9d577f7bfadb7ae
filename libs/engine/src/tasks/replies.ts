import {
  entityOf,
  executionArn,
  expressExecutionArn,
  LIMITS,
  readTaskToken,
  stateMachineArn,
  type Caller,
  type ExecutionEvent,
  type Json,
  type JsonObject,
  type LockReply,
  type Message,
  type Reply,
} from '#contracts';
import { dataLimitExceeded } from '../data-limit.js';
import {
  compensationStatusOf,
  isOver,
  type EndedExecution,
  type Execution,
  type RunningExecution,
} from '../execution.js';
import { instantOf } from '../instant.js';
import { requestIdOf } from './request-id.js';
import { sdkMetadata } from './sdk-metadata.js';
import { sfnRefusal } from './sfn-refusal.js';

const isSdk = (resource: string): boolean => resource.includes(':aws-sdk:');

/**
 * What the caller of a message is told that was accepted, of the entity as it is then; nothing if nobody called.
 * @param at epoch milliseconds
 */
export function acceptance(message: Message, entity: Execution | undefined, at: number): Reply | undefined {
  const { type, caller } = message;
  if (message.type === 'UndoExecution') return undoAnswer(message.undoToken, entity);
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
  if (message.type === 'UndoExecution')
    return {
      type: 'SendTaskFailure',
      taskToken: message.undoToken,
      ...shortened(refused),
      outcome: outcome ?? 'refused',
    };
  if (!caller) return undefined;
  const { taskToken, resource } = caller;
  const said = { error: refused.error, cause: causeFor(message, refused) };
  const problem = shortened(sfnRefusal(said, resource, taskToken));
  return { type: 'SendTaskFailure', taskToken, ...problem, ...(outcome && { outcome }) };
}

/** Whoever refuses it may have words of his own for that; a task is told those of the API. */
const causeFor = (message: Message, { error, cause }: Refusal): string =>
  Object.hasOwn(OF_EXECUTIONS, error) ? `${OF_EXECUTIONS[error]}: '${executionArn(entityOf(message) ?? '')}'` : cause;

const OF_EXECUTIONS: { readonly [error: string]: string } = {
  ExecutionAlreadyExists: 'Execution Already Exists',
  ExecutionDoesNotExist: 'Execution Does Not Exist',
};

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
  if (status === 'SUCCEEDED')
    return { type: 'SendTaskSuccess', taskToken, output: told, ...(ended.done && { undoable: true }) };
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

/**
 * R14: what the parent of an execution that has succeeded is told of its undo, whenever that has been asked for; nothing
 * while it goes on.
 */
function undoAnswer(taskToken: string, entity: Execution | undefined): Reply | undefined {
  if (!entity || entity.status === 'NEW') return undefined;
  if (entity.status === 'RUNNING') {
    if (!entity.succeeded) return cannotUndo(taskToken, 'Saga.NotEnded', `The execution '${entity.id}' has not ended.`);
    return compensationStatusOf(entity) === 'BLOCKED' ? blockedAnswer(taskToken, entity) : undefined;
  }
  const { id, compensationStatus, leaves, done } = entity;
  if (compensationStatus === 'PARTIAL' || leaves)
    return cannotUndo(taskToken, 'Saga.PartlyUndone', `Not all that the execution '${id}' did is undone.`);
  if (done)
    return cannotUndo(
      taskToken,
      'Saga.PivotPassed',
      `The execution '${id}' has passed its pivot: what it did is not undone. Resolve it by hand, or leave it.`,
    );
  return { type: 'SendTaskSuccess', taskToken, output: {} };
}

const cannotUndo = (taskToken: string, error: string, cause: string): Reply => ({
  type: 'SendTaskFailure',
  taskToken,
  error,
  cause,
  outcome: 'refused',
});

function blockedAnswer(taskToken: string, { id, steps }: RunningExecution): Reply {
  const step = steps.find(({ undo }) => undo?.status === 'BLOCKED');
  const problem = step?.undo?.status === 'BLOCKED' ? step.undo.problem : {};
  const { error = '', cause = '' } = problem;
  const waits = `The undo of '${step?.state ?? ''}' of the execution '${id}' waits for a person; when it is done, this one is.`;
  return cannotUndo(taskToken, 'Saga.UndoBlocked', shortened({ cause: `${waits} ${error}: ${cause}` }).cause);
}

/** What an event of the undo of an execution that had succeeded tells its parent, who may have asked long ago. */
export function undoReply(before: Execution, after: Execution, event: ExecutionEvent): Reply | undefined {
  switch (event.type) {
    case 'CompensationBlocked': {
      if (after.status !== 'RUNNING' || !after.succeeded || after.undoing?.undoToken === undefined) return undefined;
      return blockedAnswer(after.undoing.undoToken, after);
    }
    case 'CompensationCompleted':
    case 'CompensationGivenUp': {
      if (before.status !== 'RUNNING' || !before.succeeded || !isOver(after)) return undefined;
      const undoToken = before.undoing?.undoToken;
      if (undoToken !== undefined) return undoAnswer(undoToken, after);
      return stoppedAnswer(after);
    }
    default:
      return undefined;
  }
}

/** Its parent did not want it any more when it had succeeded; it may still wait for what became of it. */
function stoppedAnswer({ id, caller, compensationStatus }: EndedExecution): Reply | undefined {
  if (caller?.endToken === undefined) return undefined;
  const cause = `The execution '${id}' had succeeded when it was stopped, and was undone.`;
  const outcome = compensationStatus === 'PARTIAL' ? 'unknown' : 'refused';
  return { type: 'SendTaskFailure', taskToken: caller.endToken, error: 'States.TaskFailed', cause, outcome };
}
