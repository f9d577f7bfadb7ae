import { isArray, isObject, own } from '../../json/object.js';
import type { Json } from '../../machine.js';
import type { Breach, BlockRule } from '../rule.js';
import { leadingTo } from '../rules/graph.js';
import type { Block, StateNode } from '../structure.js';
import { hasUndo, isCompound } from './steps.js';

/** Errors after which nobody knows whether the step happened. */
const UNKNOWN: ReadonlySet<unknown> = new Set([
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
]);

/** R15: what is caught stays done, unless the execution fails later. */
export const noStepIsSwallowed: BlockRule = {
  code: 'STEP_SWALLOWED',
  severity: 'WARNING',
  says: 'This Catcher goes on to succeed after an error that leaves open whether the step happened: if it did, it stays done, and nothing says so.',
  hint: 'Say "Compensate": "SCOPE" to undo first, lead to a Fail state, or name the errors that mean that nothing happened.',
  breaches: (block) => {
    const steps = [...block.states.values()].filter(({ value }) => own(value, 'Catch') !== undefined);
    if (!block.holdsUndo || steps.length === 0) return [];
    const succeeding = leadingToSuccess(block);
    return steps.flatMap((step) => [...swallowedBy(step, succeeding)]);
  },
};

function* swallowedBy(step: StateNode, succeeding: ReadonlySet<unknown>): Generator<Breach> {
  const leavesOpen = errorsThatLeaveOpen(step);
  const catchers = own(step.value, 'Catch') ?? [];
  for (const [index, catcher] of isArray(catchers) ? catchers.entries() : []) {
    if (goesOn(catcher, succeeding) && namesOf(catcher).some(leavesOpen)) {
      yield { at: step.at.field('Catch').item(index) };
    }
  }
}

/** Of a step, those that come without an answer; of a state that holds steps, any: some of them may have succeeded. */
function errorsThatLeaveOpen({ value, blocks }: StateNode): (error: Json) => boolean {
  if (!isCompound(value)) return (error) => hasUndo(value) && UNKNOWN.has(error);
  const holdsUndo = blocks.some((block) => block.holdsUndo);
  return () => holdsUndo;
}

const namesOf = (catcher: Json): readonly Json[] => {
  const names = isObject(catcher) ? (own(catcher, 'ErrorEquals') ?? []) : [];
  return isArray(names) ? names : [];
};

const goesOn = (catcher: Json, succeeding: ReadonlySet<unknown>): boolean =>
  isObject(catcher) && !Object.hasOwn(catcher, 'Compensate') && succeeding.has(own(catcher, 'Next'));

/** The states from which the block can come to an end that is no failure. */
const leadingToSuccess = (block: Block): ReadonlySet<unknown> =>
  leadingTo(
    [...block.states.values()]
      .filter(({ value }) => own(value, 'Type') === 'Succeed' || own(value, 'End') === true)
      .map(({ name }) => name),
    block,
  );
