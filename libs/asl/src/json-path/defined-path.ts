import { parsePath } from './parse-path.js';
import type { DefiniteSegment, Path } from './path.js';

/** The path of a definition that was found valid before. */
export function definedPath(text: string): Path {
  const parsed = parsePath(text);
  if (!parsed.ok) throw new Error(`A path was compiled before it was validated: ${text}: ${parsed.why}`);
  return parsed.path;
}

/** Likewise, of a field that takes a Reference Path only. */
export const definedReferencePath = (text: string): readonly DefiniteSegment[] =>
  definedPath(text).segments as readonly DefiniteSegment[];
