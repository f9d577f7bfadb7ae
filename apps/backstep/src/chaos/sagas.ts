import type { Json } from '#contracts';
import type { Dice } from './dice.js';
import { SETS, type MachineName, type SetName } from './machines.js';

/** One start-saga event as it will be published, perhaps several times. */
export interface Saga {
  /** In its input: by it the execution is found, whatever its name. */
  readonly tag: string;
  readonly machine: MachineName;
  /** Without a name the record's place becomes it, so such a start is published once. */
  readonly name: string | undefined;
  readonly input: { readonly [field: string]: Json };
  /** Seconds until somebody stops it; whoever stops one at its pivot has to find out for himself what became of it. */
  readonly stopAfter: number | undefined;
}

/** What is in stock at the start: one piece, none, too few, and plenty. */
export const stockFor = (sagas: number): Readonly<Record<string, number>> => ({
  book: 1_000_000,
  lamp: Math.ceil(sagas / 20),
  piano: 1,
  unicorn: 0,
});

/** @param run is in all names and tags, so that what other runs left on a broker is known as theirs. */
export function drawSaga(dice: Dice, run: string, n: number, set: SetName = 'plain'): Saga {
  const tag = `${run}-${n}`;
  const machine = dice.pick<MachineName>(SETS[set]);
  return {
    tag,
    machine,
    name: dice.chance(0.04) ? undefined : tag,
    input: {
      tag,
      email: drawEmail(dice, tag),
      sku: dice.pick<string>([
        [80, 'book'],
        [9, 'lamp'],
        [3, 'piano'],
        [4, 'unicorn'],
        [4, 'nothing'],
      ]),
      quantity: 1 + dice.below(3),
      patience: dice.pick([
        [5, 1],
        [5, 3],
        [10, 30],
      ]),
      count: { left: 1 + dice.below(3) },
      afterwards: dice.pick<string>([
        [5, 'order'],
        [2, 'fail'],
        [3, 'end'],
      ]),
      items: Array.from({ length: 1 + dice.below(4) }, (_, i) => i),
    },
    stopAfter: dice.chance(0.2) && machine !== 'pivot' ? dice.between(0, 3) : undefined,
  };
}

/** Addresses that bounce, addresses that several want, and addresses that are none. */
const drawEmail = (dice: Dice, tag: string): string =>
  dice.pick([
    [84, `${tag}@example.org`],
    [8, `${tag}@bounce.example`],
    [6, `popular${dice.below(5)}@example.org`],
    [2, `${tag} has none`],
  ]);
