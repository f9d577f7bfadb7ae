import { own } from '../../json/object.js';
import type { JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';
import { blocksOf, innerBlocksOf, statesOf } from '../rules/blocks.js';
import { graphOf, type Graph } from '../rules/graph.js';
import { isCompound, roleOf } from './steps.js';

/** R10: up to the pivot a saga can go back, from it on only forward. */
export const onePivotAPath: Rule = {
  code: 'SECOND_PIVOT',
  says: 'There MUST be at most one step with the "SagaRole" "PIVOT" on a path, and it MUST be passed at most once.',
  hint: 'A step behind the pivot that has to succeed is "RETRIABLE".',
  breaches: (machine, place) => afterPivot(machine, place, 'PIVOT', false),
};

export const noWayBackAfterThePivot: Rule = {
  code: 'COMPENSATABLE_AFTER_PIVOT',
  says: 'A step behind the "PIVOT" MUST NOT have the "SagaRole" "COMPENSATABLE": from the pivot on, a saga only goes forward.',
  hint: 'Make it "RETRIABLE", or move it before the pivot.',
  breaches: (machine, place) => afterPivot(machine, place, 'COMPENSATABLE', false),
};

/** `passed`: whether a pivot may have succeeded before the block begins. */
function* afterPivot(block: JsonObject, place: Place, role: string, passed: boolean): Generator<Breach> {
  const graph = graphOf(block, place);
  const behind = behindPivots(graph);
  for (const [name, state] of graph.states) {
    const at = graph.placeOf(name);
    const isBehind = passed || behind.has(name);
    if (isBehind && roleOf(state) === role) yield { at: at.field('SagaRole') };
    if (isCompound(state)) yield* within(state, at, role, isBehind);
  }
}

function* within(state: JsonObject, at: Place, role: string, passed: boolean): Generator<Breach> {
  const isMap = own(state, 'Type') === 'Map';
  let pivots = 0;
  for (const block of innerBlocksOf(state, at)) {
    if (isMap && isDistributed(block.value)) {
      yield* afterPivot(block.value, block.place, role, false);
      continue;
    }
    const pivot = hasPivot(block.value, block.place);
    // Iterations pass it one by one; of branches, each passes its own.
    const again = pivot && (isMap || pivots++ > 0);
    yield* afterPivot(block.value, block.place, role, passed || (again && role === 'PIVOT'));
  }
}

/** Its iterations are executions, each with a way of its own. */
const isDistributed = (processor: JsonObject): boolean =>
  JSON.stringify(own(processor, 'ProcessorConfig') ?? null).includes('"DISTRIBUTED"');

function hasPivot(value: JsonObject, place: Place): boolean {
  for (const block of blocksOf(value, place)) {
    for (const { state } of statesOf(block)) if (roleOf(state) === 'PIVOT') return true;
  }
  return false;
}

/** The states that can come after a pivot has succeeded. */
function behindPivots({ states, targets, placeOf }: Graph): ReadonlySet<string> {
  const behind = new Set<string>();
  for (const [name, state] of states) {
    const pivot = roleOf(state) === 'PIVOT';
    const holdsOne =
      isCompound(state) && [...innerBlocksOf(state, placeOf(name))].some((b) => hasPivot(b.value, b.place));
    for (const target of targets.get(name) ?? []) {
      // What catches the pivot's own failure comes without its success.
      if (holdsOne || (pivot && !target.caught)) behind.add(target.name);
    }
  }
  for (const name of behind) for (const target of targets.get(name) ?? []) behind.add(target.name);
  return behind;
}
