import { isArray, isObject, own } from '../../json/object.js';
import type { Json, JsonObject } from '../../machine.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';
import { blocksOf, innerBlocksOf } from '../rules/blocks.js';
import { graphOf, leadingTo, type Graph } from '../rules/graph.js';
import { compensates, hasUndo, isCompound } from './steps.js';

/** Errors after which nobody knows whether the step happened. */
const UNKNOWN: ReadonlySet<unknown> = new Set([
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
]);

/** R15: what is caught stays done, unless the execution fails later. */
export const noStepIsSwallowed: Rule = {
  code: 'STEP_SWALLOWED',
  severity: 'WARNING',
  says: 'This Catcher goes on to succeed after an error that leaves open whether the step happened: if it did, it stays done, and nothing says so.',
  hint: 'Say "Compensate": "SCOPE" to undo first, lead to a Fail state, or name the errors that mean that nothing happened.',
  breaches: function* (machine, place) {
    for (const block of blocksOf(machine, place)) yield* swallowedIn(block.value, block.place);
  },
};

function* swallowedIn(block: JsonObject, place: Place): Generator<Breach> {
  const graph = graphOf(block, place);
  const steps = [...graph.states].filter(([, state]) => own(state, 'Catch') !== undefined);
  if (steps.length === 0) return;
  const succeeding = leadingToSuccess(graph);
  for (const [name, state] of steps) {
    const at = graph.placeOf(name);
    const leavesOpen = errorsThatLeaveOpen(state, at);
    const catchers = own(state, 'Catch') ?? [];
    for (const [index, catcher] of isArray(catchers) ? catchers.entries() : []) {
      if (goesOn(catcher, succeeding) && namesOf(catcher).some(leavesOpen)) yield { at: at.field('Catch').item(index) };
    }
  }
}

/** Of a step, those that come without an answer; of a state that holds steps, any: some of them may have succeeded. */
function errorsThatLeaveOpen(state: JsonObject, at: Place): (error: Json) => boolean {
  if (!isCompound(state)) return (error) => hasUndo(state) && UNKNOWN.has(error);
  const holdsUndo = [...innerBlocksOf(state, at)].some(({ value, place }) => compensates(value, place));
  return () => holdsUndo;
}

const namesOf = (catcher: Json): readonly Json[] => {
  const names = isObject(catcher) ? (own(catcher, 'ErrorEquals') ?? []) : [];
  return isArray(names) ? names : [];
};

const goesOn = (catcher: Json, succeeding: ReadonlySet<unknown>): boolean =>
  isObject(catcher) && !Object.hasOwn(catcher, 'Compensate') && succeeding.has(own(catcher, 'Next'));

/** The states from which the block can come to an end that is no failure. */
const leadingToSuccess = (graph: Graph): ReadonlySet<unknown> =>
  leadingTo(
    [...graph.states]
      .filter(([, state]) => own(state, 'Type') === 'Succeed' || own(state, 'End') === true)
      .map(([name]) => name),
    graph,
  );
