import { isArray, isObject, own } from '../../json/object.js';
import type { Json, JsonObject } from '../../machine.js';
import type { Place } from '../place.js';

/** States with one to start at: the machine, a branch, an item processor. */
export interface Block {
  readonly value: JsonObject;
  readonly place: Place;
}

/** The block and all that are in its states, outermost first. Whatever else is wrong with them. */
export function* blocksOf(value: JsonObject, place: Place): Generator<Block> {
  yield { value, place };
  for (const { state, at } of statesOf({ value, place })) {
    for (const inner of innerBlocksOf(state, at)) yield* blocksOf(inner.value, inner.place);
  }
}

export interface StateOf {
  readonly name: string;
  readonly state: JsonObject;
  readonly at: Place;
}

export function* statesOf({ value, place }: Block): Generator<StateOf> {
  const states = own(value, 'States');
  if (states === undefined || !isObject(states)) return;
  for (const [name, state] of Object.entries(states)) {
    if (isObject(state)) yield { name, state, at: place.field('States').field(name) };
  }
}

/** The blocks directly within a state. */
export function* innerBlocksOf(state: JsonObject, at: Place): Generator<Block> {
  const branches = own(state, 'Branches');
  if (branches !== undefined && isArray(branches)) {
    for (const [index, branch] of branches.entries()) yield* block(branch, at.field('Branches').item(index));
  }
  for (const field of ['ItemProcessor', 'Iterator']) yield* block(own(state, field), at.field(field));
}

function* block(value: Json | undefined, place: Place): Generator<Block> {
  if (value !== undefined && isObject(value)) yield { value, place };
}
