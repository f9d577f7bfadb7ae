import type { Caller, CompensationStatus, Failure, Json, Problem, TraceContext, Visit } from '#contracts';
import { isUndone, sameVisit, type Step } from './failure/step.js';
import type { InTask, ScopeState } from './scopes/scope-state.js';
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

/** The step of a visit. */
export const stepOf = ({ steps }: RunningExecution, visit: Visit): Step | undefined =>
  steps.findLast((step) => sameVisit(step, visit));

/** What is out forward. */
export function outstandingOf({ root }: RunningExecution): InTask[] {
  const out: InTask[] = [];
  for (const visited of visitsIn(root)) if (visited.doing.phase === 'OUT') out.push(visited as InTask);
  return out;
}
