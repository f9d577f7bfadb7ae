import { isArray, isObject, own } from '../../json/object.js';
import type { Node } from '../node.js';
import { isPlain, NOT_SIMPLE, type Found, type Simple } from './simple.js';

/** `$states.input.items[0].price` */
export function compilePath([root, ...steps]: readonly Node[]): Simple | undefined {
  if (root?.type !== 'variable' || root.value === '' || root.value === '$') return undefined;
  const variable = String(root.value);
  const first = indexIn(root, 'predicate');
  const rest = steps.map((step) => (step.type === 'name' ? indexIn(step, 'stages') : undefined));
  if (first === undefined || rest.includes(undefined)) return undefined;
  const names = steps.map(({ value }) => String(value));
  const indexes = rest as readonly (number | null)[];
  return (read) => {
    let found = at(read(variable, names[0]), first);
    for (let step = 0; step < names.length && found !== undefined && found !== NOT_SIMPLE; step++) {
      // JSONata looks into each item of a list: that is for the library.
      if (isArray(found)) return NOT_SIMPLE;
      found = at(isObject(found) ? own(found, names[step]!) : undefined, indexes[step]!);
    }
    return found;
  };
}

/** `[0]`: the index that a step ends with, `null` where it ends with none; `undefined`: with something else. */
function indexIn(step: Node, filters: 'predicate' | 'stages'): number | null | undefined {
  if (!isPlain(step, filters)) return undefined;
  const all = step[filters];
  if (all === undefined) return null;
  const index = all.length === 1 ? all[0]?.expr : undefined;
  return index?.type === 'number' ? Math.floor(Number(index.value)) : undefined;
}

/** An index counts from the end where it is negative; what is no list is a list of itself. */
function at(found: Found, index: number | null): Found {
  if (index === null || found === undefined || found === NOT_SIMPLE) return found;
  if (isArray(found)) return found.at(index);
  return index === 0 || index === -1 ? found : undefined;
}
