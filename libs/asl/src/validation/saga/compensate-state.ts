import { own } from '../../json/object.js';
import { shown, type Breach, type BlockRule, type MachineRule } from '../rule.js';
import { leadingTo } from '../rules/graph.js';
import type { Block, StateNode } from '../structure.js';

const isCompensate = ({ value }: StateNode): boolean => own(value, 'Type') === 'Compensate';

const compensatesIn = ({ states }: Block): StateNode[] => [...states.values()].filter(isCompensate);

/** The one state that it is about. */
const namedBy = ({ value }: StateNode): string | undefined => {
  const name = own(value, 'State');
  return typeof name === 'string' ? name : undefined;
};

export const undoneStateIsBeside: BlockRule = {
  code: 'MISSING_COMPENSATED_STATE',
  says: 'The value of "State" MUST be the name of one of the "States" beside this one.',
  hint: 'A Compensate state undoes what was done in its own machine, branch or iteration. To undo what was done within a Parallel or Map, name that state.',
  breaches: function* (block) {
    for (const state of compensatesIn(block)) {
      const name = namedBy(state);
      if (name === undefined || block.states.has(name)) continue;
      yield { at: state.at.field('State'), found: `There is no state ${shown(name)}.` };
    }
  },
};

/** R18. */
export const undoingComesToAnEnd: BlockRule = {
  code: 'COMPENSATE_CYCLE',
  says: 'Compensate states MUST NOT lead to each other in a circle: there is nothing left to undo, and no way out.',
  hint: 'Lead to the state that is tried after the undo, or end.',
  breaches: function* (block) {
    for (const state of compensatesIn(block)) if (leadsBack(state, block)) yield { at: state.at.field('Next') };
  },
};

function leadsBack(start: StateNode, { states }: Block): boolean {
  const passed = new Set<string>();
  let here: StateNode | undefined = start;
  while (here && isCompensate(here) && !passed.has(here.name)) {
    passed.add(here.name);
    const next = own(here.value, 'Next');
    if (next === start.name) return true;
    here = typeof next === 'string' ? states.get(next) : undefined;
  }
  return false;
}

export const somethingIsBefore: MachineRule = {
  code: 'NOTHING_BEFORE_COMPENSATE',
  severity: 'WARNING',
  says: 'Nothing that comes before this Compensate state in its scope can be undone: it has no effect.',
  hint: 'Lead to it from steps that say in "Compensate" what undoes them, name one of those in "State", or leave it out.',
  // Where nothing has an undo at all, that is said of the whole.
  breaches: (machine) => (machine.holdsUndo ? machine.all.flatMap((block) => [...pointless(block)]) : []),
};

function* pointless(block: Block): Generator<Breach> {
  for (const state of compensatesIn(block)) {
    const of = namedBy(state);
    if (of !== undefined && !block.states.has(of)) continue;
    const before = leadingTo([state.name], block);
    const undone = of === undefined ? before : before.has(of) ? [of] : [];
    if (![...undone].some((name) => block.states.get(name)?.holdsUndo))
      yield { at: of === undefined ? state.at : state.at.field('State') };
  }
}
