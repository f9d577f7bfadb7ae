import { own } from '../../json/object.js';
import type { BlockRule } from '../rule.js';
import type { Block } from '../structure.js';
import { behind, leadingTo } from './graph.js';
import { isTerminal } from './terminal-state.js';

/** Once in such a loop, an execution only ends by an error or its time-out. */
export const loopsEnd: BlockRule = {
  code: 'ENDLESS_LOOP',
  severity: 'WARNING',
  says: 'From this state on, no transition leads to an end: the loop that it is in is never left.',
  hint: 'Lead out of the loop, by a Choice for example.',
  breaches: function* (block) {
    const start = own(block.value, 'StartAt');
    if (typeof start !== 'string' || !block.states.has(start)) return;
    const ends = [...block.states.values()].filter(({ value }) => isTerminal(value)).map(({ name }) => name);
    // Where nothing ends at all, that is said of the whole.
    if (ends.length === 0) return;
    for (const name of entrances(block, start, leadingTo(ends, block))) yield { at: block.states.get(name)!.at };
  },
};

/** The states by which what never ends is entered. */
function entrances(block: Block, start: string, ending: ReadonlySet<string>): ReadonlySet<string> {
  const { states } = block;
  const reached = behind([start], block);
  const found = new Set(ending.has(start) ? [] : [start]);
  for (const { name, targets } of states.values()) {
    if (!reached.has(name) || !ending.has(name)) continue;
    for (const target of targets) if (states.has(target.name) && !ending.has(target.name)) found.add(target.name);
  }
  return found;
}
