import { own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';
import { innerBlocksOf } from '../rules/blocks.js';
import { graphOf, leadingTo, sourcesOf, type Graph } from '../rules/graph.js';
import { compensates, hasUndo, isCompound, isEffectful } from './steps.js';

/** R18. A last step is left alone: once it has succeeded, nothing is left that could fail. */
export const everyStepHasAnUndo: Rule = {
  code: 'STEP_WITHOUT_UNDO',
  severity: 'WARNING',
  says: 'Other steps of this machine say what undoes them, this one does not: what it did stays done when a later step fails.',
  hint: 'Add "Compensate" to it, or say by a "SagaRole" that it needs none, such as "READ_ONLY".',
  breaches: (machine, place) => (compensates(machine, place) ? stepsWithout(machine, place, false) : []),
};

/** `failsLater`: whether something beside or behind the block can still fail once the block has ended. */
function* stepsWithout(block: JsonObject, place: Place, failsLater: boolean): Generator<Breach> {
  const graph = graphOf(block, place);
  const mayFail = mayFailAfter(graph);
  for (const [name, state] of graph.states) {
    const at = graph.placeOf(name);
    const later = failsLater || mayFail.has(name);
    if (later && isEffectful(state) && !hasUndo(state) && !Object.hasOwn(state, 'SagaRole')) yield { at };
    const inner = isCompound(state) ? [...innerBlocksOf(state, at)] : [];
    // The other branches or iterations may fail while this one has ended.
    const beside = inner.length > 1 || own(state, 'Type') === 'Map';
    for (const { value, place: within } of inner) yield* stepsWithout(value, within, later || beside);
  }
}

const CAN_FAIL: ReadonlySet<unknown> = new Set(['Task', 'Fail', 'Parallel', 'Map']);

/** The states after which one may come that can fail. */
function mayFailAfter(graph: Graph): ReadonlySet<string> {
  const sources = sourcesOf(graph.targets);
  const failing = [...graph.states].filter(([, { Type }]) => CAN_FAIL.has(Type)).map(([name]) => name);
  return leadingTo(
    failing.flatMap((name) => sources.get(name) ?? []),
    graph,
  );
}
