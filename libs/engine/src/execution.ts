import type {
  AfterUndo,
  Batching,
  Caller,
  ChildOf,
  CompensationStatus,
  EndedIteration,
  Failure,
  ItemSources,
  Json,
  MapRun,
  Problem,
  ResultPart,
  ResultSizes,
  ResultsTo,
  StateType,
  TraceContext,
  Variables,
  Via,
  Visit,
} from '#contracts';
import { visitsIn } from './scopes/scope-tree.js';
import type { Child } from './tasks/children.js';
import type { Lock } from './tasks/locks.js';

/**
 * The folded value of one execution: plain JSON, never changed in place. Unions on status say what there is when; who
 * reads it asks for the status first.
 */
export type Execution = NewExecution | RunningExecution | EndedExecution;

/** Nothing happened yet. */
export interface NewExecution {
  readonly status: 'NEW';
  readonly id: string;
}

/** What its start said. */
interface StartedExecution {
  readonly id: string;
  readonly stateMachine: string;
  readonly version: number;
  readonly name: string;
  readonly input: Json;
  readonly nonce: string;
  /** The task that has started it. */
  readonly caller?: Caller;
  readonly roleArn?: string;
  readonly express?: true;
  readonly trace?: TraceContext;
  /** Epoch milliseconds, as all times here. */
  readonly startedAt: number;
}

export interface RunningExecution extends StartedExecution {
  readonly status: 'RUNNING';
  /** Of the state machine's `TimeoutSeconds`; counts no longer once the undo has begun. */
  readonly dueAt?: number;
  /** How many events Step Functions' history of this execution has; an event's id there is its number. */
  readonly historyLength: number;
  /** Its own scope; branches and iterations are scopes within it. */
  readonly root: ScopeState;
  /** Visits that may have an effect that can be undone, in the order of their first `TaskScheduled`. */
  readonly steps: readonly Step[];
  /** Executions that its tasks have started and wait for. */
  readonly children?: readonly Child[];
  /** Semantic locks that it holds, or that its tasks wait for. */
  readonly locks?: readonly Lock[];
  /** Parts of it have been undone, or are, while it goes on. */
  readonly partlyUndone?: true;
  /** How it will end once its effects are undone. */
  readonly undoing?: Undoing;
  /** It has succeeded, which stays so while it is undone for its parent (R14). */
  readonly succeeded?: { readonly output: Json; readonly stoppedAt: number };
  /** It waits for a person to redrive or to stop it. */
  readonly paused?: { readonly problem: Problem; readonly because: string };
  /** How often it was redriven, when it was for the last time, and by which request. */
  readonly redrives?: { readonly count: number; readonly at: number; readonly token?: string };
  /** While it gives up what is around a failure: as it was before that. */
  readonly beforeFailure?: RunningExecution;
  /** Somebody has to look: its owner could not decide. The next event says that it went on. */
  readonly attention?: { readonly because: string; readonly since: number };
}

export interface EndedExecution extends StartedExecution {
  readonly status: 'SUCCEEDED' | Failure;
  readonly stoppedAt: number;
  readonly output?: Json;
  readonly problem?: Problem;
  readonly compensationStatus: CompensationStatus;
  /** It failed, and not all that it did is undone. */
  readonly leaves?: true;
  /** Of one that has succeeded and can be undone by its parent: as it was then. */
  readonly done?: RunningExecution;
  /** What a redrive goes on with: as it was before it gave anything up. */
  readonly resume?: RunningExecution;
}

/** The execution itself, a branch of a Parallel state, or an iteration of a Map. */
export interface ScopeState {
  readonly position: Position;
  /** Entries into each state so far, by its name here. */
  readonly visits: { readonly [state: string]: number };
  /** Before this scope began: visits of its states count on from there, so that no id comes twice. */
  readonly visitsBefore?: number;
  /** The highest visit in scopes within a state that are over, by that state's name. */
  readonly visitsWithin?: { readonly [state: string]: number };
  readonly variables?: Variables;
  /** Of an iteration that is seen from outside as an execution of its own: how many events its history has. */
  readonly historyLength?: number;
}

/** A branch or an iteration. */
export interface InnerScope extends ScopeState {
  readonly index: number;
  /** Of a batch: how many items it is about. */
  readonly items?: number;
  /** Of one that is an execution of its own, or is told as it ended: what it was given, and when. */
  readonly begun?: Pick<EndedIteration, 'input' | 'startedAt'>;
  /** Of one that is an execution of its own: how often it was redriven, and when it was for the last time. */
  readonly redrives?: number;
  readonly redrivenAt?: number;
}

/** An iteration of a Distributed Map that has not succeeded: as it was before it gave anything up, and how it ended. */
export interface Unsuccessful extends InnerScope {
  readonly end: Problem & { readonly status: 'FAILED' | 'ABORTED'; readonly stoppedAt: number };
}

/** Where one scope stands. */
export type Position =
  /** Between states: `next` is to be entered, the first one if there is none. */
  | { readonly at: 'BETWEEN'; readonly next?: string; readonly input: Json; readonly since: number }
  | InState
  /** Its last state was left. */
  | { readonly at: 'END'; readonly output: Json }
  /** It goes no further: what happens now is the undo's. */
  | { readonly at: 'STOPPED' };

export interface InState extends Visit {
  readonly at: 'STATE';
  readonly type: StateType;
  /** The raw input. */
  readonly input: Json;
  readonly enteredAt: number;
  /** The number of its `…StateEntered` in Step Functions' history. */
  readonly enteredId: number;
  readonly doing: Doing;
  /** How often each retrier has been used in this visit, by its index in `Retry`. */
  readonly retries?: Retries;
  /** Of a Map: how often results were sent to be written in this visit. */
  readonly writes?: number;
  /** The last attempt of a Task that had a result of which nothing could be made: what earlier ones say is no news. */
  readonly answered?: number;
}

export type Retries = { readonly [retrier: number]: number };

/** What a state is about. */
export type Doing =
  | { readonly phase: 'ENTERED' }
  | { readonly phase: 'WAITING'; readonly dueAt: number }
  | ({ readonly phase: 'OUT' } & Outstanding)
  /** Its items have come, from there; how it goes on is decided together with that. */
  | { readonly phase: 'READ'; readonly attempt: number; readonly source?: string }
  /** The attempt goes out once the execution holds the lock (R16). */
  | ({ readonly phase: 'LOCKING'; readonly attempt: number; readonly key: string; readonly dueAt?: number } & SentYet)
  | ({ readonly phase: 'LOCKED'; readonly attempt: number; readonly key: string } & SentYet)
  | ({ readonly phase: 'FAILED'; readonly attempt: number; readonly problem: Problem } & SentYet)
  | ({ readonly phase: 'RETRYING'; readonly attempt: number; readonly dueAt: number } & SentYet)
  | ({ readonly phase: 'ANSWERED'; readonly attempt: number; readonly output: Json } & Partial<Sent>)
  /** Its scope will be undone; what is out there is waited for until then (R4). */
  | {
      readonly phase: 'DRAINING';
      readonly problem: Problem;
      readonly afterwards: AfterUndo;
      readonly drainUntil: number;
    }
  /** Its scope is being undone before it goes on. */
  | { readonly phase: 'UNDOING'; readonly problem: Problem; readonly afterwards: AfterUndo }
  /** Its scope is undone. */
  | { readonly phase: 'UNDONE'; readonly problem: Problem; readonly afterwards: AfterUndo }
  | Scopes;

/** What the last attempt sent, and by which way. */
export interface Sent {
  readonly input: Json;
  readonly via?: Via;
}

/** Of an attempt that may not have gone out. */
export interface SentYet extends Sent {
  /** No attempt of the visit has: the input is the state's own. */
  readonly unsent?: true;
}

/** The branches or iterations of a state that is about them. */
export interface Scopes {
  readonly phase: 'SCOPES';
  readonly attempt: number;
  /** Those that have begun and are not done, in the order of their indexes; of a Parallel state, those that are done too. */
  readonly scopes: readonly InnerScope[];
  readonly length: number;
  /** How many have begun. */
  readonly begun: number;
  /** Of a Map: what its iterations are about. */
  readonly items?: readonly Json[];
  readonly keys?: readonly string[];
  readonly sources?: ItemSources;
  readonly mode?: 'DISTRIBUTED';
  readonly express?: true;
  readonly maxConcurrency?: number;
  readonly toleratedFailureCount?: number;
  readonly toleratedFailurePercentage?: number;
  readonly batch?: Batching;
  /** How many items are in batches that have begun. */
  readonly taken?: number;
  /** What the iterations that are done left, in blocks, so that one more copies few. */
  readonly results?: readonly (readonly Json[])[];
  /** Bytes of them as JSON: a Map whose results are over the limit has failed. */
  readonly resultSize?: number;
  readonly done?: number;
  readonly failed?: number;
  readonly writing?: Writing;
  /** Of a Distributed Map: its run. */
  readonly run?: MapRun;
  /** Iterations that failed and were tolerated, in the order of their ends, in blocks; of a run that writes no results. */
  readonly lost?: readonly (readonly EndedIteration[])[];
  /** Of a Distributed Map: those that have not succeeded, in the order of their ends, in blocks. */
  readonly unsuccessful?: readonly (readonly Unsuccessful[])[];
  /** Those that a redrive goes on with, in the order of their indexes, and how many of them have gone on. */
  readonly again?: { readonly scopes: readonly Unsuccessful[]; readonly gone: number };
  /** How often the run was redriven. */
  readonly redrives?: number;
  /** For the visits of scopes to come, and the highest one of those that are over. */
  readonly visitsBefore: number;
  readonly visitsUsed: number;
  /** It has failed; what is still going on within it is given up. */
  readonly failure?: Problem;
}

/**
 * Of a run that says what becomes of its results (`ResultWriter`): what ended, and is in no file that is written. Of one
 * that writes no files they are `results`, as ended iterations.
 */
export interface Writing {
  readonly to: ResultsTo;
  readonly ended: { readonly [F in 'SUCCEEDED' | 'FAILED']: Unwritten };
  readonly files: ResultSizes;
  /** Items that are in files of what never began. */
  readonly pending: number;
  readonly out?: WriteOut;
  /** DONE: the manifest is written. FAILED: nothing is written any more. */
  readonly over?: 'DONE' | 'FAILED';
}

export interface Unwritten {
  readonly children: readonly EndedIteration[];
  /** UTF-8 bytes of each as JSON, and of all. */
  readonly sizes: readonly number[];
  readonly size: number;
}

/** A write without an answer. */
export interface WriteOut {
  readonly write: number;
  readonly part: ResultPart;
  readonly dueAt: number;
  readonly children: readonly EndedIteration[];
}

/** A command without a reply: a Task's, or a Map's that reads its items. */
export interface Outstanding extends Sent {
  readonly attempt: number;
  readonly resource: string;
  /** It was taken on, but there is no result yet. */
  readonly submitted?: true;
  /** Of an undo: who does it has not done the step. */
  readonly elsewhere?: true;
  readonly dueAt?: number;
  readonly heartbeatSeconds?: number;
  /** When it was scheduled, or its last recorded heartbeat. */
  readonly heardAt: number;
}

/** One try of a state around a step: its branch or iteration `index`. */
export interface Run extends Visit {
  readonly index: number;
  readonly attempt: number;
  /** Of a Map: how many of its iterations are undone at a time. */
  readonly limit?: number;
}

/** One visit of a Task with `Compensate`, of a pivot, or of a Parallel or Map that is undone as a whole. */
export interface Step extends Visit, Sent {
  /** The latest. */
  readonly attempt: number;
  /** An earlier attempt may have had an effect that a later one's refusal says nothing of. */
  readonly unsure?: true;
  /** REFUSED: definitely no effect. */
  readonly outcome: 'RUNNING' | 'SUCCEEDED' | 'UNKNOWN' | 'REFUSED';
  readonly output?: Json;
  /** Why the outcome is unknown. */
  readonly error?: string;
  /** It was given up while its command was out, which may be answered until then (epoch milliseconds). */
  readonly answerBy?: number;
  /** Where it is, from outside; absent in the execution's own scope. */
  readonly within?: readonly Run[];
  /** R10: nothing before it is undone once it has succeeded. */
  readonly pivot?: true;
  /** R13: a Parallel or Map, whose undo stands for those of the steps within it. */
  readonly whole?: true;
  /** R14: it starts an execution and waits for it. Without a `child` there is nothing of that to be undone. */
  readonly nested?: true;
  readonly child?: ChildOf;
  /** As they were when the step was left (R6). */
  readonly variables?: Variables;
  /** Absent: not planned. */
  readonly undo?: Undo;
}

export type Undo = {
  /** Tries so far; the next one is one more. */
  readonly attempt: number;
  /** Since the plan or the operator's last word; by the index in `Retry`, or 0 of the default policy. */
  readonly retries?: Retries;
  /** The operator's, instead of the computed one. */
  readonly input?: Json;
  /** The visit that waits for this undo; absent: the execution as a whole is undone. */
  readonly waits?: Visit;
} & UndoStatus;

type UndoStatus =
  | { readonly status: 'PENDING' }
  | { readonly status: 'OUT'; readonly out: Outstanding }
  | { readonly status: 'FAILED'; readonly out: Outstanding; readonly problem: Problem; readonly definite: boolean }
  | { readonly status: 'RETRYING'; readonly out: Outstanding; readonly dueAt: number }
  | { readonly status: 'BLOCKED'; readonly problem: Problem }
  | { readonly status: 'COMPENSATED' }
  | { readonly status: 'RESOLVED'; readonly by: string; readonly why: string }
  | { readonly status: 'SKIPPED'; readonly because: string };

export interface Undoing {
  readonly ending: Failure;
  /** The original error and cause. */
  readonly problem: Problem;
  /** Set while it waits for what is out. */
  readonly drainUntil?: number;
  /** Who waits for the undo of an execution that had succeeded. */
  readonly undoToken?: string;
  readonly result?: 'COMPLETED' | 'PARTIAL';
}

export const newExecution = (id: string): Execution => ({ status: 'NEW', id });

export const isOver = (execution: Execution): execution is EndedExecution =>
  execution.status !== 'NEW' && execution.status !== 'RUNNING';

/** R9. */
export function compensationStatusOf(execution: Execution): CompensationStatus {
  if (execution.status === 'NEW') return 'NONE';
  if (execution.status !== 'RUNNING') return execution.compensationStatus;
  if (!execution.undoing) return execution.paused ? 'BLOCKED' : scopedStatusOf(execution);
  if (execution.undoing.result) return execution.undoing.result;
  return execution.steps.some(({ undo }) => undo?.status === 'BLOCKED') ? 'BLOCKED' : 'IN_PROGRESS';
}

/** While it goes on forward, parts of it may be undone, or have been. */
function scopedStatusOf({ steps, partlyUndone, root }: RunningExecution): CompensationStatus {
  const open = partlyUndone ? steps.filter(({ undo }) => undo?.waits && !isUndone(undo)) : [];
  if (open.some(({ undo }) => undo?.status === 'BLOCKED')) return 'BLOCKED';
  return open.length > 0 || isDraining(root) ? 'IN_PROGRESS' : 'NONE';
}

/** R4: before a part of it is undone, what is out there is waited for. */
function isDraining(root: ScopeState): boolean {
  for (const { doing } of visitsIn(root)) if (doing.phase === 'DRAINING') return true;
  return false;
}

const UNDONE: ReadonlySet<string> = new Set(['COMPENSATED', 'RESOLVED', 'SKIPPED']);

/** Nothing is left to be done for this undo. */
export const isUndone = ({ status }: Undo): boolean => UNDONE.has(status);

/** Which try of the state it is about. */
export const attemptOf = ({ doing }: InState): number => ('attempt' in doing ? doing.attempt : 1);

export const sameVisit = (a: Visit, b: Visit): boolean => a.visit === b.visit && a.state === b.state;

/** The step of a visit. */
export const stepOf = ({ steps }: RunningExecution, visit: Visit): Step | undefined =>
  steps.findLast((step) => sameVisit(step, visit));

export type InTask = InState & { readonly doing: { readonly phase: 'OUT' } & Outstanding };

/** What is out forward. */
export function outstandingOf({ root }: RunningExecution): InTask[] {
  const out: InTask[] = [];
  for (const visited of visitsIn(root)) if (visited.doing.phase === 'OUT') out.push(visited as InTask);
  return out;
}
