import { own } from '../../json/object.js';
import type { Breach, MachineRule } from '../rule.js';
import { leadingTo, sourcesOf } from '../rules/graph.js';
import type { Block, StateNode } from '../structure.js';
import { hasUndo, isEffectful, undoesItself } from './steps.js';

/** R18. A last step is left alone: once it has succeeded, nothing is left that could fail. */
export const everyStepHasAnUndo: MachineRule = {
  code: 'STEP_WITHOUT_UNDO',
  severity: 'WARNING',
  says: 'Other steps of this machine say what undoes them, this one does not: what it did stays done when a later step fails.',
  hint: 'Add "Compensate" to it, or say by a "SagaRole" that it needs none, such as "READ_ONLY".',
  breaches: (machine) => (machine.holdsUndo ? stepsWithout(machine) : []),
};

/** `failsLater`: whether something beside or behind the block can still fail once the block has ended. */
function stepsWithout(block: Block, failsLater = false): Breach[] {
  const mayFail = mayFailAfter(block);
  return [...block.states.values()].flatMap((state) => {
    const later = failsLater || mayFail.has(state.name);
    const { value, at, blocks } = state;
    // The other branches or iterations may fail while this one has ended.
    const beside = blocks.length > 1 || own(value, 'Type') === 'Map';
    const within = blocks.flatMap((inner) => stepsWithout(inner, later || beside));
    return later && needsAnUndo(state) ? [{ at }, ...within] : within;
  });
}

const needsAnUndo = ({ value }: StateNode): boolean =>
  isEffectful(value) && !undoesItself(value) && !hasUndo(value) && !Object.hasOwn(value, 'SagaRole');

/** What can fail, and what undoes without that. */
const UNDOES: ReadonlySet<unknown> = new Set(['Task', 'Fail', 'Parallel', 'Map', 'Compensate']);

/** The states after which one may come that makes an undo. */
function mayFailAfter(block: Block): ReadonlySet<string> {
  const sources = sourcesOf(block);
  const failing = [...block.states.values()].filter(({ value }) => UNDOES.has(own(value, 'Type')));
  return leadingTo(
    failing.flatMap(({ name }) => sources.get(name) ?? []),
    block,
  );
}
