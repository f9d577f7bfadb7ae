import type { Block } from '../structure.js';

/** The states that lead to each. */
export function sourcesOf({ states }: Block): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const { name, targets } of states.values()) {
    for (const target of targets) {
      const known = sources.get(target.name);
      if (known === undefined) sources.set(target.name, [name]);
      else known.push(name);
    }
  }
  return sources;
}

/** These states and all from which a transition leads to one of them, however far. */
export function leadingTo(ends: Iterable<string>, block: Block): ReadonlySet<string> {
  const sources = sourcesOf(block);
  return closure(ends, (name) => sources.get(name) ?? []);
}

/** These states and all to which a transition leads from one of them, however far. */
export const behind = (starts: Iterable<string>, { states }: Block): ReadonlySet<string> =>
  closure(starts, (name) => states.get(name)?.targets.map((target) => target.name) ?? []);

function closure(names: Iterable<string>, next: (name: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  // A set's iterator also visits what is added on the way.
  for (const name of found) for (const more of next(name)) found.add(more);
  return found;
}
