import { definedPath } from '../json-path/defined-path.js';
import type { Segment } from '../json-path/path.js';
import type { Evaluated } from '../machine.js';

/** A path outside of a template that led to nothing, as AWS says it: `$.a.b` is `$['a']['b']` there. */
export const noResults = (path: string): Evaluated<never> => ({
  ok: false,
  error: 'States.Runtime',
  cause: `Invalid path '${path}' : No results for path: ${normalized(path)}`,
});

function normalized(text: string): string {
  return `$${definedPath(text).segments.map(inBrackets).join('')}`;
}

const inBrackets = (segment: Segment): string => {
  if (segment.kind === 'name') return `['${segment.name}']`;
  if (segment.kind === 'index') return `[${segment.index}]`;
  // Only several names can lead to nothing besides these.
  return segment.kind === 'names' ? `[${segment.names.map((name) => `'${name}'`).join(',')}]` : '[*]';
};
