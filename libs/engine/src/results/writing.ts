import type { EndedIteration, ResultPart, ResultSizes, ResultsTo } from '#contracts';

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
