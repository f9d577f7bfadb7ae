import { sizeOf } from '../json/size-of.js';
import type { Json, Scope } from '../machine.js';

/** Its arguments are not what it takes. */
export class IntrinsicFailure {
  constructor(readonly why: string) {}
}

/** One intrinsic function: how many arguments it takes, and what it makes of them. */
export interface Intrinsic {
  readonly least: number;
  readonly most: number;
  /** Whether `\{` and `\}` of a first argument that is a literal are the function's own. */
  readonly template?: true;
  readonly call: (args: readonly Json[], scope: Scope) => Json | IntrinsicFailure;
}

export const takes = (least: number, most: number, call: Intrinsic['call']): Intrinsic => ({ least, most, call });

export const fails = (why: string): IntrinsicFailure => new IntrinsicFailure(why);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
export const isText = (value: Json | undefined): value is string => typeof value === 'string';
export const isNumber = (value: Json | undefined): value is number => typeof value === 'number';

/** AWS rounds what is not an integer to the nearest one. */
export const nearest = (value: number): number => Math.sign(value) * Math.round(Math.abs(value)) + 0;

/** Four times what a state may leave: enough for what is made on the way. */
const MOST_BYTES = 1_048_576;

/** A value may repeat a large part many times, and is much larger once it is written down. */
export const isLarge = (...values: readonly Json[]): boolean => sizeOf(values, MOST_BYTES) > MOST_BYTES;
export const TOO_LARGE = new IntrinsicFailure('the value is too large');
