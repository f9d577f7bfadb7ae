import type { ChildOf, Json, Problem, Variables, Visit } from '#contracts';
import type { Outstanding, Retries, Sent } from '../scopes/scope-state.js';

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

const UNDONE: ReadonlySet<string> = new Set(['COMPENSATED', 'RESOLVED', 'SKIPPED']);

/** Nothing is left to be done for this undo. */
export const isUndone = ({ status }: Undo): boolean => UNDONE.has(status);

export const sameVisit = (a: Visit, b: Visit): boolean => a.visit === b.visit && a.state === b.state;
