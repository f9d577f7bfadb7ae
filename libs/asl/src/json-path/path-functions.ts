import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';

type Apply = (value: Json) => Json | undefined;

const length: Apply = (value) =>
  isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : undefined;
const nothing: Apply = () => undefined;

/**
 * Jayway's functions without arguments, as AWS runs them: it takes all of them, yet those that need numbers find
 * nothing ("The JSONPath '$.Jobs.sum()' … could not be found in the input").
 * https://repost.aws/questions/QUYiQKP0XfThWEc_ahsMnLOA
 */
const FUNCTIONS = {
  length,
  size: length,
  keys: (value: Json) => (isObject(value) ? Object.keys(value) : undefined),
  min: nothing,
  max: nothing,
  avg: nothing,
  sum: nothing,
  stddev: nothing,
} as const satisfies Record<string, Apply>;

export type PathFunction = keyof typeof FUNCTIONS;

export const isPathFunction = (name: string): name is PathFunction => Object.hasOwn(FUNCTIONS, name);

export const applyPathFunction = (name: PathFunction, value: Json | undefined): Json | undefined =>
  value === undefined ? undefined : FUNCTIONS[name](value);
