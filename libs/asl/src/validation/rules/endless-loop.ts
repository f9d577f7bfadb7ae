import { own } from '../../json/object.js';
import type { Rule } from '../rule.js';
import { graphOf, leadingTo, type Graph } from './graph.js';
import { reachedFrom } from './targets.js';
import { isTerminal } from './terminal-state.js';

/** Once in such a loop, an execution only ends by an error or its time-out. */
export const loopsEnd: Rule = {
  code: 'ENDLESS_LOOP',
  severity: 'WARNING',
  says: 'From this state on, no transition leads to an end: the loop that it is in is never left.',
  hint: 'Lead out of the loop, by a Choice for example.',
  breaches: function* (block, place) {
    const graph = graphOf(block, place);
    const StartAt = own(block, 'StartAt');
    if (typeof StartAt !== 'string' || !graph.states.has(StartAt)) return;
    const ending = leadingToAnEnd(graph);
    // Where nothing ends at all, that is said of the whole.
    if (ending.size === 0) return;
    for (const name of entrances(graph, StartAt, ending)) yield { at: graph.placeOf(name) };
  },
};

const leadingToAnEnd = (graph: Graph): ReadonlySet<string> =>
  leadingTo(
    [...graph.states].filter(([, state]) => isTerminal(state)).map(([name]) => name),
    graph,
  );

/** The states by which what never ends is entered. */
function entrances({ states, targets }: Graph, start: string, ending: ReadonlySet<string>): ReadonlySet<string> {
  const reached = reachedFrom({ targets }, start);
  const found = new Set(ending.has(start) ? [] : [start]);
  for (const [name, all] of targets) {
    if (!reached.has(name) || !ending.has(name)) continue;
    for (const { name: target } of all) if (states.has(target) && !ending.has(target)) found.add(target);
  }
  return found;
}
