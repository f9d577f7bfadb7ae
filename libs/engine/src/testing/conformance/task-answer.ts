import type { Json } from '#contracts';

/** How a stand-in for a service answers a Task. */
export type TaskAnswer = {
  /** When, epoch milliseconds. */
  readonly at: number;
} & (
  { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly error: string; readonly cause: string }
);
