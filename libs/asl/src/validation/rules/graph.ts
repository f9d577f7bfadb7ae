import { isArray, isObject } from '../../json/object.js';
import type { Json, JsonObject } from '../../machine.js';
import type { Place } from '../place.js';

/** A field that names a state. */
export interface Target {
  readonly name: string;
  readonly at: Place;
  /** Whether it is where an error leads to. */
  readonly caught: boolean;
}

/** What can be told of the states of a block (a machine, a branch, an item processor), whatever else is wrong with it. */
export interface Graph {
  readonly states: ReadonlyMap<string, JsonObject>;
  readonly targets: ReadonlyMap<string, readonly Target[]>;
  readonly placeOf: (name: string) => Place;
}

export function graphOf(block: JsonObject, place: Place): Graph {
  const states = new Map<string, JsonObject>();
  const targets = new Map<string, readonly Target[]>();
  const placeOf = (name: string): Place => place.field('States').field(name);
  const written = block['States'];
  for (const [name, state] of written !== undefined && isObject(written) ? Object.entries(written) : []) {
    if (!isObject(state)) continue;
    states.set(name, state);
    targets.set(name, [...targetsOf(state, placeOf(name))]);
  }
  return { states, targets, placeOf };
}

function* targetsOf(state: JsonObject, place: Place): Generator<Target> {
  for (const field of ['Next', 'Default']) yield* target(state, field, place, false);
  for (const field of ['Choices', 'Catch']) {
    const list = state[field];
    if (list === undefined || !isArray(list)) continue;
    for (const [index, item] of list.entries()) {
      if (isObject(item)) yield* target(item, 'Next', place.field(field).item(index), field === 'Catch');
    }
  }
}

function* target(value: JsonObject, field: string, place: Place, caught: boolean): Generator<Target> {
  const name: Json | undefined = Object.hasOwn(value, field) ? value[field] : undefined;
  if (typeof name === 'string') yield { name, at: place.field(field), caught };
}

/** The states that lead to each. */
export function sourcesOf(targets: Graph['targets']): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const [name, all] of targets) {
    for (const { name: target } of all) {
      const known = sources.get(target);
      if (known === undefined) sources.set(target, [name]);
      else known.push(name);
    }
  }
  return sources;
}

/** These states and all from which a transition leads to one of them, however far. */
export function leadingTo(ends: Iterable<string>, { targets }: Graph): ReadonlySet<string> {
  const sources = sourcesOf(targets);
  const found = new Set(ends);
  // A set's iterator also visits what is added on the way.
  for (const name of found) for (const earlier of sources.get(name) ?? []) found.add(earlier);
  return found;
}
