import fc from 'fast-check';
import type { Choice } from './play-scopes.js';
import type { RandomNode, RandomTree } from './random-scopes.js';

const often = (n: number) => fc.integer({ min: 0, max: n }).map((drawn) => drawn > 0);
const caught = fc.constantFrom('NO' as const, 'YES' as const, 'SCOPE' as const);
const few = (max: number) => fc.integer({ min: 0, max });

const leaf = (pivots: boolean): fc.Arbitrary<RandomNode> =>
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        is: fc.constant('TASK' as const),
        undo: often(4),
        pivot: pivots ? few(9).map((n) => n === 0) : fc.constant(false),
        retries: few(1),
        picky: fc.boolean(),
        lock: fc.constantFrom(undefined, undefined, undefined, 'k' as const, 'l' as const),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ is: 'PASS' as const }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('COMPENSATE' as const), back: few(2) }) },
  );

function nodes(depth: number): fc.Arbitrary<RandomNode[]> {
  if (depth === 0) return fc.array(leaf(false), { minLength: 1, maxLength: 2 });
  const inner = nodes(depth - 1);
  const node = fc.oneof(
    { weight: 3, arbitrary: leaf(false) },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constant('PARALLEL' as const),
        branches: fc.array(inner, { minLength: 1, maxLength: 3 }),
        whole: few(2).map((n) => n === 0),
        caught,
        retries: few(1),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constant('MAP' as const),
        body: inner,
        items: fc.constant(3),
        concurrency: few(2),
        tolerates: few(1),
        whole: few(2).map((n) => n === 0),
        caught,
      }),
    },
  );
  return fc.array(node, { minLength: 1, maxLength: 3 });
}

export const trees: fc.Arbitrary<RandomTree> = fc.record({
  nodes: nodes(2),
  order: fc.constantFrom('LIFO', 'STRUCTURED', 'PARALLEL'),
});

/** @param bad what is asked may also be refused, lost or left without an answer */
export const choices = (bad: boolean): fc.Arbitrary<Choice[]> =>
  fc.array(
    fc.record({
      which: few(1_000),
      how: bad
        ? fc.oneof(
            { weight: 8, arbitrary: fc.constant('DO' as const) },
            { weight: 1, arbitrary: fc.constant('REFUSE' as const) },
            { weight: 1, arbitrary: fc.constant('LOSE' as const) },
            { weight: 1, arbitrary: fc.constant('TIME' as const) },
          )
        : fc.constant('DO' as const),
    }),
    { minLength: 60, maxLength: 60 },
  );
