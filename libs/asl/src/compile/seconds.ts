import { quoted } from '../json/quoted.js';
import type { Evaluated, Json, Later, Scope } from '../machine.js';
import type { FieldOf, Flow } from './flow.js';

/** The longest time-out AWS takes. */
export const MOST_SECONDS = 99_999_999;

const textOf = (value: Json): string => (typeof value === 'string' ? value : quoted(value));

/** AWS's sentence, as recorded for `MaxConcurrencyPath`. */
export const notValid =
  (what: string, field: string) =>
  (value: Json, path: string): Evaluated<never> => ({
    ok: false,
    error: 'States.Runtime',
    cause: `The ${field}Path field refers to value "${textOf(value)}" which is not a valid ${what}: ${path}`,
  });

const integerIn = (value: Json): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined;

const beyond =
  (name: string, least: 0 | 1) =>
  (value: number): string | undefined => {
    if (value >= least && value <= MOST_SECONDS) return undefined;
    return least === 0 && value < 0
      ? `${name} cannot be negative.`
      : `${name} must be between ${least} and ${MOST_SECONDS}.`;
  };

export const integerField = (name: string, least: 0 | 1, value: Json | undefined, path?: string): FieldOf<number> => ({
  name,
  value,
  path,
  expected: 'number',
  read: integerIn,
  refuse: notValid('integer', name),
  beyond: beyond(name, least),
});

/** A time-out: given, computed, by path from the raw input, or none. */
export const compileSeconds = (
  flow: Flow,
  name: string,
  value: Json | undefined,
  path: string | undefined,
): ((scope: Scope) => Later<Evaluated<number | undefined>>) => flow.field(integerField(name, 1, value, path));
