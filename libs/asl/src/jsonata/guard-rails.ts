/**
 * What keeps an expression from running away: counted, not timed, so that a decision that is made again ends the same.
 * Depth and the length of sequences are the library's own guard rails; steps, and the size of what an expression makes
 * on its way, are counted here.
 */
export const GUARD_RAILS = {
  /** Evaluations of a part of an expression: some tenths of a second. */
  steps: 200_000,
  /** How deep evaluations may be nested. */
  stack: 2_000,
  /** Items of one sequence. */
  sequence: 100_000,
  /** Characters of one text; items of one array. */
  size: 1_048_576,
} as const;

export class RanAway extends Error {
  readonly code = 'D1012';
}

interface Environment {
  readonly base: { steps?: number };
}

/** Called by the library before it evaluates any part; each evaluation has a base environment of its own. */
export function countStep(_expression: unknown, _input: unknown, { base }: Environment): void {
  base.steps = (base.steps ?? 0) + 1;
  if (base.steps > GUARD_RAILS.steps) throw new RanAway(`The expression took more than ${GUARD_RAILS.steps} steps`);
}

/** Called by the library with what it made of any part. */
export function weigh(_expression: unknown, _input: unknown, _environment: Environment, result: unknown): void {
  if ((typeof result === 'string' || Array.isArray(result)) && result.length > GUARD_RAILS.size)
    throw new RanAway(`A value of the expression is larger than ${GUARD_RAILS.size}`);
}
