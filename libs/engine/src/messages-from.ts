import {
  isEnd,
  LIMITS,
  type Attempt,
  type ChildOf,
  type EventOf,
  type ExecutionEvent,
  type Leg,
  type Message,
} from '#contracts';
import { isOver, stepOf, type Execution } from './execution.js';
import { submissionTokenOf, taskTokenOf, tokensOf } from './task-token.js';
import { callOf } from './tasks/call.js';
import { childOf, childrenBehind, isGivenUp, type Child } from './tasks/children.js';
import { messageOf } from './tasks/message.js';
import { calledBy } from './tasks/pattern.js';
import { locksBehind, releasedBy, type Lock } from './tasks/locks.js';
import { endReply, undoReply } from './tasks/replies.js';

/**
 * The messages that events send to other executions: what tasks start, stop or answer; that a child is waited for no
 * longer; how an execution ended, to whoever waits for it; and to locks, that they are wanted or no more. Read off the facts, like the commands, and as repeatable:
 * whoever gets one twice can tell.
 */
export function messagesFrom(before: Execution, after: Execution, events: readonly ExecutionEvent[]): Message[] {
  const messages: Message[] = [];
  let children: readonly Child[] = (before.status === 'RUNNING' && before.children) || [];
  let locks: readonly Lock[] = (before.status === 'RUNNING' && before.locks) || [];
  for (const event of events) {
    if (event.type === 'TaskScheduled' && sendsMessage(event.resource)) {
      const unwanted = succeededBefore(before, event);
      if (unwanted) messages.push(stopOf(after, unwanted));
      messages.push(...sentBy(after, 'F', event));
      const child = after.status === 'NEW' ? undefined : childOf(after, event);
      if (child) children = [...children, child];
    } else if (event.type === 'TaskLockRequested') messages.push(requestOf(after, event));
    else if (event.type === 'RetryScheduled' && event.child)
      messages.push(stopOf(after, { state: event.state, visit: event.visit, ...event.child }));
    else if (event.type === 'CompensationScheduled' && event.child) messages.push(undoOf(after, event, event.child));
    else if (event.type === 'CompensationScheduled' && sendsMessage(event.resource))
      messages.push(...sentBy(after, 'C', event));
    if (children.length > 0) {
      for (const child of children) if (isGivenUp(child, event)) messages.push(stopOf(after, child));
      children = childrenBehind(children, event);
    }
    if (locks.length > 0) for (const lock of releasedBy(locks, event)) messages.push(releaseOf(after, lock));
    if (locks.length > 0 || event.type === 'TaskLockRequested') locks = locksBehind(locks, event);
    const reply = isEnd(event) && isOver(after) ? endReply(after) : undefined;
    if (reply) messages.push(reply);
    const undone = undoReply(before, after, event);
    if (undone) messages.push(undone);
  }
  return messages;
}

const sendsMessage = (resource: string): boolean => messageOf(calledBy(resource)) !== undefined;

function sentBy(execution: Execution, leg: Leg, event: EventOf<'TaskScheduled' | 'CompensationScheduled'>): Message[] {
  if (execution.status === 'NEW') throw new Error(`${execution.id} has sent nothing`);
  const call = callOf(event, tokensOf(execution, leg, event));
  return call.kind === 'MESSAGE' ? [call.message] : [];
}

/** The execution of an earlier attempt that has succeeded, where its task is done again. */
function succeededBefore(before: Execution, { state, visit }: EventOf<'TaskScheduled'>): Child | undefined {
  const child = before.status === 'RUNNING' ? stepOf(before, { state, visit })?.child : undefined;
  return child && { state, visit, ...child };
}

/** Whoever else has started an execution of this name is not concerned. */
function stopOf(parent: Execution, { execution, logOffset, ...attempt }: Child & Partial<ChildOf>): Message {
  if (parent.status === 'NEW') throw new Error(`${parent.id} has started nothing`);
  const cause = `The execution that started it, ${parent.id}, waits for it no longer.`;
  const startedBy = submissionTokenOf(parent, attempt);
  return { type: 'StopExecution', execution, cause, startedBy, ...(logOffset !== undefined && { logOffset }) };
}

/** R14. */
function undoOf(
  parent: Execution,
  event: EventOf<'CompensationScheduled'>,
  { execution, attempt, logOffset }: ChildOf,
): Message {
  if (parent.status === 'NEW') throw new Error(`${parent.id} has started nothing`);
  const { Error: error = '', Cause: cause = '' } =
    (event.input as { error?: { Error?: string; Cause?: string } }).error ?? {};
  return {
    type: 'UndoExecution',
    execution,
    startedBy: submissionTokenOf(parent, { state: event.state, visit: event.visit, attempt }),
    undoToken: taskTokenOf(parent, 'C', event),
    error: error.slice(0, LIMITS.errorLength),
    cause: cause.slice(0, LIMITS.causeLength),
    ...(logOffset !== undefined && { logOffset }),
  };
}

function requestOf(execution: Execution, { key, policy, ...attempt }: EventOf<'TaskLockRequested'>): Message {
  return { type: 'AcquireLock', key, taskToken: lockTokenOf(execution, attempt), policy };
}

const releaseOf = (execution: Execution, { key, ...attempt }: Lock): Message => ({
  type: 'ReleaseLock',
  key,
  taskToken: lockTokenOf(execution, attempt),
});

/** A request is known by the attempt that it is made for. */
function lockTokenOf(execution: Execution, attempt: Attempt): string {
  if (execution.status === 'NEW') throw new Error(`${execution.id} has asked for no lock`);
  return taskTokenOf(execution, 'F', attempt);
}
