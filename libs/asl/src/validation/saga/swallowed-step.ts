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
    const undoes = [...block.states.values()].filter(({ value }) => own(value, 'Type') === 'Compensate');
    const ofAll = undoes.filter(({ value }) => own(value, 'State') === undefined);
    const succeeding = leadingToSuccess(block, ofAll);
    return steps.flatMap((step) => {
      const ofStep = undoes.filter(({ value }) => own(value, 'State') === step.name);
      const left = ofStep.length === 0 ? succeeding : leadingToSuccess(block, [...ofAll, ...ofStep]);
      return [...swallowedBy(step, left)];
    });
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

/** The states from which the block can come to an end that is no failure, past none of these that undo before it. */
function leadingToSuccess(block: Block, undoes: readonly StateNode[]): ReadonlySet<unknown> {
  const undoing = new Set(undoes);
  const states = new Map([...block.states].filter(([, state]) => !undoing.has(state)));
  return leadingTo(
    [...states.values()]
      .filter(({ value }) => own(value, 'Type') === 'Succeed' || own(value, 'End') === true)
      .map(({ name }) => name),
    { ...block, states },
  );
}
