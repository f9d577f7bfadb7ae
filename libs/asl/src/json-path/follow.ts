import { isArray, isObject, own } from '../json/object.js';
import type { Json } from '../machine.js';
import type { DefiniteSegment } from './path.js';

/** One step down, or nothing. A negative index counts from the end. */
export function child(value: Json, segment: DefiniteSegment): Json | undefined {
  if (segment.kind === 'name') return isObject(value) ? own(value, segment.name) : undefined;
  return isArray(value) ? value.at(segment.index) : undefined;
}

export function follow(segments: readonly DefiniteSegment[], value: Json): Json | undefined {
  let found: Json | undefined = value;
  for (const segment of segments) {
    found = child(found, segment);
    if (found === undefined) return undefined;
  }
  return found;
}
