import type { Json } from '#contracts';

/** How a stand-in for a service answers a Task. */
export type TaskAnswer = {
  /** When, epoch milliseconds. */
  readonly at: number;
  /** What it said at once, where the result comes later. */
  readonly submitted?: Json;
} & (
  { readonly ok: true; readonly output: Json } | { readonly ok: false; readonly error: string; readonly cause: string }
);
