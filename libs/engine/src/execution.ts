import type { CompensationStatus, Failure, Json, Problem, StateType, Visit } from '#contracts';

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
  /** Epoch milliseconds, as all times here. */
  readonly startedAt: number;
}

export interface RunningExecution extends StartedExecution {
  readonly status: 'RUNNING';
  /** Of the state machine's `TimeoutSeconds`; counts no longer once the undo has begun. */
  readonly dueAt?: number;
  /** How many events Step Functions' history of this execution has; an event's id there is its number. */
  readonly historyLength: number;
  /** Entries into each state so far, by its path. */
  readonly visits: { readonly [state: string]: number };
  /** Where it stands. Branches and iterations will be scopes within positions. */
  readonly root: Position;
  /** Visits that may have an effect that can be undone, in the order of their first `TaskScheduled`. */
  readonly steps: readonly Step[];
  /** How it will end once its effects are undone. */
  readonly undoing?: Undoing;
  /** Somebody has to look: its owner could not decide. The next event says that it went on. */
  readonly attention?: { readonly because: string; readonly since: number };
}

export interface EndedExecution extends StartedExecution {
  readonly status: 'SUCCEEDED' | Failure;
  readonly stoppedAt: number;
  readonly output?: Json;
  readonly problem?: Problem;
  readonly compensationStatus: CompensationStatus;
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
}

export type Retries = { readonly [retrier: number]: number };

/** What a state is about, all but `ENTERED` and `WAITING` of a Task. */
export type Doing =
  | { readonly phase: 'ENTERED' }
  | { readonly phase: 'WAITING'; readonly dueAt: number }
  | ({ readonly phase: 'OUT' } & Outstanding)
  | { readonly phase: 'FAILED'; readonly attempt: number; readonly input: Json; readonly problem: Problem }
  | { readonly phase: 'RETRYING'; readonly attempt: number; readonly input: Json; readonly dueAt: number }
  | { readonly phase: 'ANSWERED'; readonly attempt: number; readonly output: Json };

/** A command without a reply. */
export interface Outstanding {
  readonly attempt: number;
  readonly resource: string;
  readonly input: Json;
  readonly dueAt?: number;
  readonly heartbeatSeconds?: number;
  /** When it was scheduled, or its last recorded heartbeat. */
  readonly heardAt: number;
}

/** One visit of a Task with `Compensate`. */
export interface Step extends Visit {
  /** The latest. */
  readonly attempt: number;
  readonly input: Json;
  /** REFUSED: definitely no effect. */
  readonly outcome: 'RUNNING' | 'SUCCEEDED' | 'UNKNOWN' | 'REFUSED';
  readonly output?: Json;
  /** Why the outcome is unknown. */
  readonly error?: string;
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
  readonly result?: 'COMPLETED' | 'PARTIAL';
}

export const newExecution = (id: string): Execution => ({ status: 'NEW', id });

export const isOver = (execution: Execution): execution is EndedExecution =>
  execution.status !== 'NEW' && execution.status !== 'RUNNING';

/** R9. */
export function compensationStatusOf(execution: Execution): CompensationStatus {
  if (execution.status === 'NEW') return 'NONE';
  if (execution.status !== 'RUNNING') return execution.compensationStatus;
  if (!execution.undoing) return 'NONE';
  if (execution.undoing.result) return execution.undoing.result;
  return execution.steps.some(({ undo }) => undo?.status === 'BLOCKED') ? 'BLOCKED' : 'IN_PROGRESS';
}

export const sameVisit = (a: Visit, b: Visit): boolean => a.visit === b.visit && a.state === b.state;

/** The step of a visit. */
export const stepOf = ({ steps }: RunningExecution, visit: Visit): Step | undefined =>
  steps.findLast((step) => sameVisit(step, visit));

/** What is out forward, if anything is. */
export const outstandingOf = ({
  root,
}: RunningExecution): (InState & { doing: { phase: 'OUT' } & Outstanding }) | undefined =>
  root.at === 'STATE' && root.doing.phase === 'OUT'
    ? (root as InState & { doing: { phase: 'OUT' } & Outstanding })
    : undefined;
