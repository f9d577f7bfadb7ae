import type { Scope } from '../machine.js';

/**
 * What keeps an expression from running away. It is counted, so that a decision that is made again ends the same; the
 * clock, the library's own guard rail, is only for what counting does not see.
 */
export const GUARD_RAILS = {
  /** Evaluations of a part of an expression, and calls of functions: some tenths of a second. */
  steps: 100_000,
  /** Items of one list. */
  sequence: 100_000,
  /** Characters of one text. */
  characters: 1_048_576,
  /** Parts of one value where it is written down, compared or returned; what a state may leave has fewer. */
  parts: 262_144,
  milliseconds: 3_000,
} as const;

/** Thrown and caught within this folder. */
export class RanAway extends Error {}

const ranAway = (why: string): never => {
  throw new RanAway(`Evaluation stopped: ${why}`);
};

/** How many items or characters cost as much as a step. */
const A_STEP = 100;
/** Steps between two looks at the clock. */
const A_LOOK = 64;

/** What one evaluation has used. */
export class Meter {
  #steps = 0;
  #seen = 0;

  constructor(
    readonly scope: Scope,
    private readonly look: () => void,
  ) {}

  step(cost = 1): void {
    this.#steps += cost;
    if (this.#steps > GUARD_RAILS.steps) ranAway(`it took more than ${GUARD_RAILS.steps} steps`);
    if (this.#steps - this.#seen < A_LOOK) return;
    this.#seen = this.#steps;
    this.look();
  }

  /** Before a function is called. */
  call(args: readonly unknown[]): void {
    let cost = 1;
    for (const arg of args) if (typeof arg === 'string' || Array.isArray(arg)) cost += arg.length / A_STEP;
    this.step(cost);
  }

  /** What a function has made. */
  made<T>(value: T): T {
    if (typeof value === 'string' && value.length > GUARD_RAILS.characters) tooLong();
    if (Array.isArray(value) && value.length > GUARD_RAILS.sequence) tooMany();
    return value;
  }

  /** Counts the nodes that one look at a value takes. */
  nodes(): () => void {
    let count = 0;
    return () => {
      if (++count > GUARD_RAILS.parts) ranAway(`a value has more than ${GUARD_RAILS.parts} parts`);
      if (count % A_STEP === 0) this.step();
    };
  }
}

export const tooLong = (): never => ranAway(`a text has more than ${GUARD_RAILS.characters} characters`);
export const tooMany = (): never => ranAway(`a list has more than ${GUARD_RAILS.sequence} items`);
