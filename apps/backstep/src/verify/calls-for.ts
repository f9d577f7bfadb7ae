import {
  DEADLINE_PASSED,
  isAboutMessage,
  isRegistryEvent,
  type Attempt,
  type Caller,
  type ExecutionEvent,
  type LogEvent,
  type MessageOf,
  type RegistryEventType,
} from '#contracts';
import type { ResourceMessageType } from '#resources';
import {
  isOver,
  LOCK_TIMEOUT,
  stepOf,
  visitAt,
  WRITE_TIMED_OUT,
  type Execution,
  type RunningExecution,
  type Step,
} from '#engine';
import { digestOf } from './digest.js';
import type { InboxMessage } from './inbox-message.js';
import { isUndone } from './undo-rules.js';

type ForExecution = Extract<InboxMessage, { kind: 'REPLY' | 'START' | 'CONTROL' | 'LOCK' }>;
type ForWaiting = Extract<InboxMessage, { kind: 'LOCK' }>;
type Reply = Extract<InboxMessage, { kind: 'REPLY' }>;

/** The execution as the fold has it; what ended is kept as its status alone. */
export type Known = Execution | 'OVER';

/**
 * Whether a message that comes to an execution in this state must leave a fact or a rejection; otherwise it is a repeat,
 * or late, and nothing.
 */
export function callsForFact(known: Known, message: ForExecution): boolean {
  if (message.kind === 'LOCK') return lockCounts(known, message);
  const caller = callerOf(message);
  // Whoever repeats a start behind the end may have been told before, and is not told again.
  if (caller) return known !== 'OVER' || message.kind !== 'START';
  if (message.kind === 'REPLY') {
    if (message.type === 'GetActivityTask') return true;
    if (message.type === 'SendTaskHeartbeat' || known === 'OVER') return false;
    return known.status !== 'RUNNING' || replyCounts(known, message);
  }
  const startedBy = message.kind === 'CONTROL' ? startedByIn(message.message) : undefined;
  if (startedBy !== undefined && !isStartedBy(known, startedBy)) return false;
  // It has stopped, as was wanted.
  if (message.kind === 'CONTROL' && message.type === 'StopExecution' && hasEnded(known)) return false;
  if (known === 'OVER' || known.status !== 'RUNNING') return true;
  if (message.kind === 'START') return digestOf(known.input) !== message.input;
  const { message: control } = message;
  switch (control.type) {
    case 'StopExecution':
      return !known.undoing;
    case 'RedriveExecution': {
      const token = control.clientToken ?? control.id;
      return token === undefined || known.redrives?.token !== token;
    }
    case 'UndoExecution':
      return undoCounts(known, control);
    case 'ResolveCompensation':
      return known.steps.some((step) => step.undo?.status === 'BLOCKED' && isNamed(step, control));
  }
}

const hasEnded = (known: Known): boolean => known === 'OVER' || isOver(known);

/** One that it is about already is no news, but for who is to be told; that it waits for a person is told again. */
const undoCounts = (known: RunningExecution, { startedBy, undoToken }: MessageOf<'UndoExecution'>): boolean =>
  !known.succeeded ||
  known.caller?.taskToken !== startedBy ||
  known.undoing?.undoToken !== undoToken ||
  known.steps.some(({ undo }) => undo?.status === 'BLOCKED');

/** A lock that its execution does not want has to be released; a refusal that comes too late is no news. */
function lockCounts(known: Known, { type, token }: ForWaiting): boolean {
  const locks = (known !== 'OVER' && known.status === 'RUNNING' && known.locks) || [];
  const lock = locks.find((it) => isOf(token, it));
  return type === 'GrantLock' ? !lock?.held : lock !== undefined && !lock.held;
}

/** The token that a message's refusal, or what comes of it, is told with. */
export function askerOf(message: InboxMessage): string | undefined {
  if (message.kind === 'LOCK') return message.taskToken;
  if (message.kind === 'RESOURCE' && message.message.type === 'AcquireLock') return message.message.taskToken;
  if (message.kind === 'CONTROL' && message.message.type === 'UndoExecution') return message.message.undoToken;
  return callerOf(message)?.taskToken;
}

/** The task of another execution that has sent it. */
export const callerOf = (message: InboxMessage): Caller | undefined => {
  if (message.kind === 'CONTROL') return message.message.caller;
  return message.kind === 'REPLY' || message.kind === 'START' ? message.caller : undefined;
};

const startedByIn = (message: Extract<InboxMessage, { kind: 'CONTROL' }>['message']): string | undefined =>
  message.type === 'StopExecution' ? message.startedBy : undefined;

const isStartedBy = (known: Known, taskToken: string): boolean =>
  known !== 'OVER' && known.status === 'RUNNING' && known.caller?.taskToken === taskToken;

const isNamed = ({ state, visit }: Step, wanted: MessageOf<'ResolveCompensation'>): boolean =>
  state === wanted.state && (wanted.visit === undefined || visit === wanted.visit);

function replyCounts(execution: RunningExecution, reply: Reply): boolean {
  const { type, token, refused } = reply;
  const step = stepOf(execution, token);
  const succeeds = type === 'SendTaskSuccess';
  if (token.leg === 'C') {
    if (!step?.undo || isUndone(step)) return false;
    return succeeds || (step.undo.status === 'OUT' && step.undo.attempt === token.attempt);
  }
  const visited = visitAt(execution, token);
  const doing = visited?.doing;
  const latest = doing?.phase === 'OUT' && doing.attempt === token.attempt;
  if (token.leg === 'W') return doing?.phase === 'SCOPES' && doing.writing?.out?.write === token.attempt;
  // A Map's items answer the try that is out.
  if (visited?.type === 'Map') return latest;
  if (token.submission && succeeds) return latest && !doing.submitted;
  const isOpen = doing?.phase === 'OUT' || doing?.phase === 'RETRYING';
  if (succeeds && isOpen) return successCounts(execution, reply, { latest, answered: visited?.answered ?? 0 });
  if (latest) return true;
  if (!step) return false;
  if (succeeds) return (step.outcome !== 'SUCCEEDED' || step.answerBy !== undefined) && !isUndone(step);
  if (step.attempt !== token.attempt) return false;
  if (!refused) return step.answerBy !== undefined;
  const planned = execution.undoing !== undefined && execution.undoing.drainUntil === undefined;
  return (step.outcome === 'UNKNOWN' || step.answerBy !== undefined) && !step.unsure && !planned;
}

/** Of a visit that goes on; `answered` is its last attempt whose success was of no use. */
function successCounts(
  { children }: RunningExecution,
  { token, tooLarge, undoable }: Reply,
  { latest, answered }: { readonly latest: boolean; readonly answered: number },
): boolean {
  if (token.attempt <= answered) return false;
  // R14: an execution that nobody waits for any more was told to stop, and undoes itself.
  if (undoable && !children?.some((child) => isOf(token, child))) return false;
  return latest || !tooLarge;
}

/** Whether a decision that begins with this event is what the message called for. */
export function isAnsweredBy(message: InboxMessage, event: LogEvent): boolean {
  if (isAboutMessage(event)) return event.offset === message.offset;
  switch (message.kind) {
    case 'POISON':
    case 'ELSEWHERE':
      return false;
    case 'START':
      return event.type === 'ExecutionStarted' && digestOf(event.input) === message.input;
    case 'REPLY':
      return isAnsweredReply(message, event as ExecutionEvent);
    case 'LOCK':
      return isOfToken(message.token, event as ExecutionEvent, LOCK_FACTS[message.type]);
    case 'RESOURCE':
      return isRegistryEvent(event) && CHANGES_BY[message.type].includes(event.type);
    case 'CONTROL':
      return isAnsweredControl(message.type, event as ExecutionEvent);
  }
}

function isAnsweredControl(type: Extract<InboxMessage, { kind: 'CONTROL' }>['type'], event: ExecutionEvent): boolean {
  switch (type) {
    case 'StopExecution':
      return 'status' in event ? event.status === 'ABORTED' : event.type === 'ExecutionAborted';
    case 'RedriveExecution':
      return event.type === 'ExecutionRedriven';
    case 'UndoExecution':
      return event.type === 'CompensationRequested';
    case 'ResolveCompensation':
      return event.type === 'CompensationResolved' || event.type === 'CompensationGivenUp';
  }
}

const CHANGES_BY: { readonly [T in ResourceMessageType]: readonly RegistryEventType[] } = {
  CreateStateMachine: ['StateMachineCreated'],
  UpdateStateMachine: ['StateMachineUpdated', 'StateMachineVersionPublished'],
  DeleteStateMachine: ['StateMachineDeleted'],
  PublishStateMachineVersion: ['StateMachineVersionPublished'],
  DeleteStateMachineVersion: ['StateMachineVersionDeleted'],
  CreateStateMachineAlias: ['StateMachineAliasCreated'],
  UpdateStateMachineAlias: ['StateMachineAliasUpdated'],
  DeleteStateMachineAlias: ['StateMachineAliasDeleted'],
  TagResource: ['ResourceTagged'],
  UntagResource: ['ResourceUntagged'],
  CreateActivity: ['ActivityCreated'],
  DeleteActivity: ['ActivityDeleted'],
  AcquireLock: ['LockAcquired', 'LockQueued'],
  ReleaseLock: ['LockReleased', 'LockWithdrawn'],
};

const LOCK_FACTS = { GrantLock: 'TaskLockAcquired', RefuseLock: 'TaskLockFailed' } as const;

const isOfToken = (token: Attempt, event: ExecutionEvent, type: ExecutionEvent['type']): boolean =>
  event.type === type && 'attempt' in event && isOf(token, event);

const FACTS_OF: { readonly [T in Reply['type']]: readonly string[] } = {
  SendTaskSuccess: [
    'TaskSucceeded',
    'TaskSubmitted',
    'TaskFailed',
    'CompensationSucceeded',
    'LateResult',
    'ItemReaderSucceeded',
    'ItemReaderFailed',
    'ResultWriterSucceeded',
    'ResultWriterFailed',
  ],
  SendTaskFailure: [
    'TaskFailed',
    'TaskTimedOut',
    'ItemReaderFailed',
    'ResultWriterFailed',
    'CompensationFailed',
    'LateResult',
  ],
  SendTaskHeartbeat: ['TaskHeartbeat'],
  GetActivityTask: ['ActivityStarted'],
};

/** What its participant calls it when it sees the deadline pass before the engine does. */
const TIMED_OUT: ReadonlySet<string | undefined> = new Set(['States.Timeout', DEADLINE_PASSED]);

function isAnsweredReply({ type, token, error }: Reply, event: ExecutionEvent): boolean {
  if (!FACTS_OF[type].includes(event.type) || !('attempt' in event)) return false;
  if (event.type === 'ResultWriterSucceeded' || event.type === 'ResultWriterFailed')
    return token.leg === 'W' && isOf(token, { ...event, attempt: event.write });
  if (token.leg === 'W') return false;
  const undoes = event.type.startsWith('Compensation') || (event.type === 'TaskHeartbeat' && event.leg === 'C');
  if ((token.leg === 'C') !== undoes) return false;
  if (event.type === 'TaskSubmitted' ? !token.submission : event.type === 'TaskSucceeded' && token.submission)
    return false;
  // Its own error is Step Functions', whatever its participant says.
  if (event.type === 'ItemReaderFailed') return isOf(token, event);
  if (event.type === 'TaskTimedOut') return TIMED_OUT.has(error) && isOf(token, event);
  if (type === 'SendTaskFailure' && (event as { error?: string }).error !== error) return false;
  return isOf(token, event);
}

const isOf = (token: Attempt, { state, visit, attempt }: Attempt): boolean =>
  state === token.state && visit === token.visit && attempt === token.attempt;

const TIMERS: ReadonlySet<string | undefined> = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/** Whether only a message can have caused a decision that begins with this event. */
export function needsMessage(event: LogEvent): boolean {
  switch (event.type) {
    case 'ExecutionStarted':
    case 'TaskSucceeded':
    case 'TaskSubmitted':
    case 'TaskHeartbeat':
    case 'ItemReaderSucceeded':
    case 'ItemReaderFailed':
    case 'ResultWriterSucceeded':
    case 'ActivityStarted':
    case 'CompensationSucceeded':
    case 'CompensationResolved':
    case 'CompensationGivenUp':
    case 'LateResult':
    case 'MessageRejected':
    case 'TaskLockAcquired':
      return true;
    case 'ResultWriterFailed':
      return event.cause !== WRITE_TIMED_OUT;
    case 'TaskLockFailed':
      return event.error !== LOCK_TIMEOUT;
    case 'TaskFailed':
      return event.outcome === 'refused';
    case 'CompensationFailed':
      return !TIMERS.has(event.error);
    default:
      return isRegistryEvent(event);
  }
}
