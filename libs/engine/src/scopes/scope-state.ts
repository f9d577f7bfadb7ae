import type {
  AfterUndo,
  Batching,
  EndedIteration,
  ItemSources,
  Json,
  MapRun,
  Problem,
  StateType,
  Variables,
  Via,
  Visit,
} from '#contracts';
import type { Writing } from '../results/writing.js';

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

export type InTask = InState & { readonly doing: { readonly phase: 'OUT' } & Outstanding };

/** Which try of the state it is about. */
export const attemptOf = ({ doing }: InState): number => ('attempt' in doing ? doing.attempt : 1);
