import { isArray, isObject, own, withField } from '../json/object.js';
import type { Json } from '../machine.js';
import type { DefiniteSegment } from './path.js';

/**
 * The input with the value at a Reference Path; the input itself stays as it is. Fields that are missing on the way are
 * made. `undefined`: the path does not fit the input.
 */
export function insert(
  input: Json | undefined,
  segments: readonly DefiniteSegment[],
  value: Json,
  at = 0,
): Json | undefined {
  const segment = segments[at];
  if (segment === undefined) return value;
  if (segment.kind === 'index') return isArray(input) ? replaceItem(input, segments, value, at) : undefined;
  if (input !== undefined && !isObject(input)) return undefined;
  const object = input ?? {};
  const below = insert(own(object, segment.name), segments, value, at + 1);
  return below === undefined ? undefined : withField(object, segment.name, below);
}

function replaceItem(
  input: readonly Json[],
  segments: readonly DefiniteSegment[],
  value: Json,
  at: number,
): Json | undefined {
  const { index } = segments[at] as Extract<DefiniteSegment, { kind: 'index' }>;
  if (index >= input.length) return undefined;
  const below = insert(input[index], segments, value, at + 1);
  return below === undefined ? undefined : input.with(index, below);
}
