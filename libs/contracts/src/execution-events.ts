import type { Json } from './json.js';
import type { Leg, Visit } from './ids.js';
import type { Caller } from './message-fields.js';
import type { LockReply, Reply } from './messages.js';
import type { RegistryEvent } from './registry-events.js';

/**
 * What happened in an execution, in the words of Step Functions' history
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html), plus the events of
 * compensation, of retries and of waiting, which AWS keeps to itself. Times of events are their decision's `at`.
 */

/** How an execution that cannot go on will end. */
export type Failure = 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Problem {
  readonly error?: string;
  readonly cause?: string;
}

/** Who asked for it, and why, where a person did and said so. */
export interface Word {
  readonly by?: string;
  readonly why?: string;
}

/** One try of a visit, from 1. */
export interface Attempt extends Visit {
  readonly attempt: number;
}

/** An iteration of a Map. `items`: how many items it is about, where they go in batches. */
export interface Iteration extends Attempt {
  readonly index: number;
  readonly items?: number;
}

/** How the items of a Distributed Map go in batches: at most so many items, and bytes; with what each batch has beside them. */
export interface Batching {
  readonly mostItems?: number;
  readonly mostBytes?: number;
  readonly input?: Json;
}

export type StateType = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map' | 'Compensate';

/**
 * Who calls a Lambda function that no participant is named after: the participant `lambda`, or nobody can. Absent: the
 * participant of the function's name.
 */
export type Via = 'LAMBDA' | 'NOBODY';

/** Variables by name. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export interface Variables {
  readonly [name: string]: Json;
}

/** How a state goes on whose scope was undone. */
export type AfterUndo = 'CATCH' | 'FAIL' | 'EXIT';

/** One step of an undo plan. `because` is a sentence for people. */
export interface PlannedUndo extends Visit {
  readonly resource: string;
  readonly because: string;
}

type StateEntered = {
  [T in StateType]: { readonly type: `${T}StateEntered`; readonly input: Json } & Visit;
}[StateType];

type StateExited = {
  [T in Exclude<StateType, 'Fail'>]: {
    readonly type: `${T}StateExited`;
    readonly output: Json;
    /** The state to enter now; absent where the scope ends. */
    readonly next?: string;
    /** Variables of the state's scope that have a new value from here on. */
    readonly assigned?: Variables;
  } & Visit;
}[Exclude<StateType, 'Fail'>];

interface Events {
  ExecutionStarted: {
    readonly stateMachine: string;
    readonly version: number;
    readonly name: string;
    readonly input: Json;
    /** As it was written, if differently. */
    readonly inputText?: string;
    /** Goes into the task tokens' check. */
    readonly nonce: string;
    /** Of the execution as a whole, from its state machine's `TimeoutSeconds`. Epoch milliseconds. */
    readonly dueAt?: number;
    /** Its state machine's. */
    readonly roleArn?: string;
    /** The published version, and the alias, that it was started by. */
    readonly versionNumber?: number;
    readonly alias?: string;
    readonly traceHeader?: string;
    /** Its state machine is of the type EXPRESS. */
    readonly express?: true;
    /** The task that has started it. */
    readonly caller?: Caller;
  };
  ExecutionSucceeded: { readonly output: Json };
  ExecutionFailed: Problem & Word;
  ExecutionTimedOut: Problem;
  ExecutionAborted: Problem & Word;
  /** It cannot go on and must not be undone by itself: a person redrives it, or stops it. */
  ExecutionPaused: Problem & { readonly because: string };
  /** The state that failed is tried again; of an execution that had ended, all that was going on in it. */
  ExecutionRedriven: Visit & {
    readonly attempt: number;
    /** Of an execution that had ended: the branches and iterations that go on. */
    readonly scopes?: readonly string[];
    /** Of the execution as a whole, as new. */
    readonly dueAt?: number;
    /** Of the request: the same one comes at least once. */
    readonly token?: string;
  } & Word;
  /** A bug or a broken definition: a person has to look. The execution goes on with its next message. */
  ExecutionNeedsAttention: { readonly because: string };

  /** R16: the attempt goes out once the execution holds this lock; it is waited for until `dueAt`. */
  TaskLockRequested: Attempt & {
    readonly key: string;
    readonly policy: 'WAIT' | 'FAIL_FAST';
    /** Epoch milliseconds. */
    readonly dueAt?: number;
  };
  /** The execution holds the lock until it has ended. */
  TaskLockAcquired: Attempt & { readonly key: string };
  /** `error` is `Saga.LockTimeout` or `Saga.LockNotAvailable`. */
  TaskLockFailed: Attempt & Problem & { readonly key: string };
  TaskScheduled: Attempt & {
    /** `kafka:order.place` */
    readonly resource: string;
    readonly input: Json;
    /** Epoch milliseconds; the attempt times out then. */
    readonly dueAt?: number;
    readonly heartbeatSeconds?: number;
    /** The step's undo, if it has one: from here on it may have an effect. */
    readonly compensable?: boolean;
    /** Once this step has succeeded, nothing before it is undone. */
    readonly role?: 'PIVOT';
    /** The role that its `Credentials` name. */
    readonly credentials?: { readonly roleArn: string };
    readonly via?: Via;
  };
  /** A worker has taken the activity's task. */
  ActivityStarted: Attempt & { readonly workerName?: string };
  /** Its service has taken it on, with this answer; the result comes later. */
  TaskSubmitted: Attempt & { readonly output: Json };
  TaskSucceeded: Attempt & { readonly output: Json };
  TaskFailed: Attempt & Problem & { readonly outcome: 'refused' | 'unknown' };
  /** `error` is `States.Timeout` or `States.HeartbeatTimeout`. */
  TaskTimedOut: Attempt & Problem;
  /** A heartbeat that moved the time of the heartbeat time-out; most are not worth an event. */
  TaskHeartbeat: Attempt & { readonly leg: Leg };
  /** The next attempt is due then. `retrier` is the index in `Retry`; absent: a pivot's outcome has to be known. */
  RetryScheduled: Attempt & { readonly retrier?: number; readonly dueAt: number };

  WaitScheduled: Visit & { readonly dueAt: number };

  /** An expression of a state could not be evaluated; what follows from that is told by the next events. */
  EvaluationFailed: Visit & Problem & { readonly location?: string };
  /** Given up because another branch or iteration failed, or the execution ended. */
  TaskStateAborted: Visit;
  WaitStateAborted: Visit;

  /** Every branch is given this input. `attempt` counts tries of the visit, from 1. */
  ParallelStateStarted: Attempt & { readonly input: Json; readonly branches: number };
  /** A branch cannot go on, and with it the try of the Parallel state. */
  BranchFailed: Attempt & Problem & { readonly index: number };
  /** `input`: what an undo of the state as a whole is given, if it has one; it stands for those of the steps within. */
  ParallelStateSucceeded: Attempt & { readonly output: Json; readonly input?: Json };
  ParallelStateFailed: Attempt & Problem;
  ParallelStateAborted: Visit;

  /** The items of a Distributed Map are asked for: `input` says where they are and how they are written. */
  ItemReaderScheduled: Attempt & { readonly resource: string; readonly input: Json };
  /** They have come; they stand in the `MapStateStarted` that follows. */
  ItemReaderSucceeded: Attempt & { readonly count: number };
  ItemReaderFailed: Attempt & Problem;
  /** What the iterations are about, all that later decisions need of it. */
  MapStateStarted: Attempt & {
    readonly items: readonly Json[];
    /** Keys of the items, where they are the fields of an object. */
    readonly keys?: readonly string[];
    /** The iterations are executions of their own, as seen from outside: they read no variables of ours. */
    readonly mode?: 'DISTRIBUTED';
    /** Iterations at a time; absent: as many as the engine allows. */
    readonly maxConcurrency?: number;
    readonly toleratedFailureCount?: number;
    readonly toleratedFailurePercentage?: number;
    readonly batch?: Batching;
  };
  MapIterationStarted: Iteration & { readonly input: Json };
  MapIterationSucceeded: Iteration & { readonly output: Json };
  MapIterationFailed: Iteration & Problem;
  MapIterationAborted: Iteration;
  MapStateSucceeded: Attempt & { readonly output: Json; readonly input?: Json };
  MapStateFailed: Attempt & Problem;
  MapStateAborted: Visit;

  /** The iterations of a Distributed Map, as one run with an id; both are parts of ARNs. */
  MapRunStarted: Attempt & { readonly label: string; readonly run: string };
  MapRunSucceeded: Attempt;
  MapRunFailed: Attempt & Problem;
  MapRunAborted: Attempt;

  /** The execution will end so, but first what it did is undone. `drainUntil`: until then it waits for what is out. */
  CompensationTriggered: Problem & Word & { readonly status: Failure; readonly drainUntil?: number };
  CompensationPlanned: Problem & Word & { readonly status: Failure; readonly plan: readonly PlannedUndo[] };
  /** This state waits until what was done in its scope, or within it, is undone; then it is caught, fails or is left. */
  ScopeCompensationPlanned: Visit & Problem & { readonly afterwards: AfterUndo; readonly plan: readonly PlannedUndo[] };
  ScopeCompensationCompleted: Visit & { readonly compensationStatus: 'COMPLETED' | 'PARTIAL' };
  CompensationScheduled: Attempt & {
    readonly resource: string;
    readonly input: Json;
    /** It undoes a Parallel or Map as a whole: no forward command has its id. */
    readonly whole?: true;
    /** The step was no command to this participant: its inbox knows nothing of it. */
    readonly elsewhere?: true;
    readonly via?: Via;
    readonly dueAt?: number;
    readonly heartbeatSeconds?: number;
  };
  CompensationSucceeded: Attempt & { readonly output?: Json };
  /** `outcome` as the participant said it; `unknown` for a time-out. */
  CompensationFailed: Attempt & Problem & { readonly outcome?: 'refused' | 'unknown' };
  /** The next attempt is due then. `retrier` is the index in `Compensate.Retry`; absent: the default policy. */
  CompensationRetryScheduled: Attempt & { readonly retrier?: number; readonly dueAt: number };
  /** Nothing was done about this step, `because`. */
  CompensationSkipped: Visit & { readonly because: string };
  /** The undo of this step has failed for good; the execution waits for a person. */
  CompensationBlocked: Visit & Problem;
  CompensationResolved: Visit & {
    readonly how: 'RETRY' | 'RESOLVED' | 'SKIP';
    readonly input?: Json;
    readonly by: string;
    readonly why: string;
  };
  CompensationCompleted: { readonly compensationStatus: 'COMPLETED' | 'PARTIAL' };
  CompensationGivenUp: { readonly by: string; readonly why: string };
  /** A reply to an attempt that was given up already. A late success gives the undo its forward output. */
  LateResult: Attempt & {
    readonly result: 'SUCCEEDED' | 'REFUSED' | 'UNKNOWN';
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: string;
  };
}

type Named = { [T in keyof Events]: { readonly type: T } & Events[T] }[keyof Events];

export type ExecutionEvent = StateEntered | StateExited | Named;
export type ExecutionEventType = ExecutionEvent['type'];
export type EventOf<T extends ExecutionEventType> = Extract<ExecutionEvent, { type: T }>;

/** A message that changed nothing, and why; the record itself is in the dead letters. */
export interface MessageRejected {
  readonly type: 'MessageRejected';
  readonly messageType?: string;
  /** The message's own id. */
  readonly id?: string;
  /** Where it stands in this partition's inbox. */
  readonly offset: number;
  readonly error: string;
  readonly cause: string;
  /** What its caller is told, or what follows for a lock. */
  readonly reply?: Reply | LockReply;
}

/** A message of another execution was accepted; this is a fact where its caller is told so. */
export interface MessageAccepted {
  readonly type: 'MessageAccepted';
  readonly messageType: string;
  readonly id?: string;
  readonly offset: number;
  readonly reply: Reply;
}

export type LogEvent = ExecutionEvent | RegistryEvent | MessageRejected | MessageAccepted;

/** It is about a message, and nothing follows from it for the entity that the message was for. */
export const isAboutMessage = (event: { readonly type: string }): event is MessageRejected | MessageAccepted =>
  event.type === 'MessageRejected' || event.type === 'MessageAccepted';

const ENDS: ReadonlySet<string> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionAborted',
]);

/** Whether an execution is over with this event. */
export const isEnd = (event: LogEvent): boolean => ENDS.has(event.type);
