import type { Evaluated, Json, StatesError } from './machine.js';

/** A value that could not be computed. Passed on in the value's place, so that what can be computed needs no wrapping. */
export class Failure {
  readonly problem: Extract<Evaluated<never>, { ok: false }>;

  constructor(error: StatesError, cause: string) {
    this.problem = { ok: false, error, cause };
  }
}

export const evaluated = (value: Json | Failure): Evaluated<Json> =>
  value instanceof Failure ? value.problem : { ok: true, value };
