import { isArray, isObject, own } from '../json/object.js';
import type { Json, JsonObject } from '../machine.js';
import type { Place } from './place.js';

/** A field that names a state. */
export interface Target {
  readonly name: string;
  readonly at: Place;
  /** Whether it is where an error leads to. */
  readonly caught: boolean;
}

/** A state, as far as it can be told, whatever else is wrong with it. */
export interface StateNode extends Holds {
  readonly name: string;
  readonly value: JsonObject;
  readonly at: Place;
  readonly targets: readonly Target[];
  /** The branches, or the item processor. */
  readonly blocks: readonly Block[];
}

/** States with one to start at: the machine, a branch, an item processor. */
export interface Block extends Holds {
  readonly value: JsonObject;
  readonly place: Place;
  readonly states: ReadonlyMap<string, StateNode>;
}

/** Whether there is such a step, itself or somewhere within. */
interface Holds {
  readonly holdsPivot: boolean;
  readonly holdsUndo: boolean;
}

/** A machine, and all blocks in it, outermost first: read once, since every rule between states goes through all. */
export interface Structure extends Block {
  readonly all: readonly Block[];
}

export function structureOf(value: JsonObject, place: Place): Structure {
  const outermost = blockOf({ value, place });
  return { ...outermost, all: allOf(outermost) };
}

const allOf = (block: Block): Block[] => [
  block,
  ...[...block.states.values()].flatMap(({ blocks }) => blocks.flatMap(allOf)),
];

interface Inner {
  readonly value: JsonObject;
  readonly place: Place;
}

function blockOf({ value, place }: Inner): Block {
  const written = own(value, 'States') ?? null;
  const states = new Map<string, StateNode>();
  for (const [name, state] of isObject(written) ? Object.entries(written) : []) {
    if (isObject(state)) states.set(name, stateOf(name, state, place.field('States').field(name)));
  }
  return { value, place, states, ...heldBy([...states.values()]) };
}

function stateOf(name: string, value: JsonObject, at: Place): StateNode {
  const blocks = [...innerBlocks(value, at)].map(blockOf);
  const held = heldBy(blocks);
  return {
    name,
    value,
    at,
    targets: [...targetsOf(value, at)],
    blocks,
    holdsPivot: held.holdsPivot || (own(value, 'Type') === 'Task' && own(value, 'SagaRole') === 'PIVOT'),
    holdsUndo: held.holdsUndo || isObject(own(value, 'Compensate') ?? null),
  };
}

const heldBy = (within: readonly Holds[]): Holds => ({
  holdsPivot: within.some(({ holdsPivot }) => holdsPivot),
  holdsUndo: within.some(({ holdsUndo }) => holdsUndo),
});

function* innerBlocks(state: JsonObject, at: Place): Generator<Inner> {
  const branches = own(state, 'Branches') ?? null;
  if (isArray(branches)) {
    for (const [index, branch] of branches.entries()) yield* inner(branch, at.field('Branches').item(index));
  }
  for (const field of ['ItemProcessor', 'Iterator']) yield* inner(own(state, field), at.field(field));
}

function* inner(value: Json | undefined, place: Place): Generator<Inner> {
  if (value !== undefined && isObject(value)) yield { value, place };
}

function* targetsOf(state: JsonObject, at: Place): Generator<Target> {
  for (const field of ['Next', 'Default']) yield* target(state, field, at, false);
  for (const field of ['Choices', 'Catch']) {
    const list = own(state, field) ?? null;
    if (!isArray(list)) continue;
    for (const [index, item] of list.entries()) {
      if (isObject(item)) yield* target(item, 'Next', at.field(field).item(index), field === 'Catch');
    }
  }
}

function* target(value: JsonObject, field: string, at: Place, caught: boolean): Generator<Target> {
  const name = own(value, field);
  if (typeof name === 'string') yield { name, at: at.field(field), caught };
}
