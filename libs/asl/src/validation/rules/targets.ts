import type { AwsDiagnostic } from '../../machine.js';
import type { Place } from '../place.js';
import { shown, type Rule } from '../rule.js';
import { graphOf, type Graph } from './graph.js';

/** Step Functions calls each of them 'Next', whatever the field. */
const missingTarget = (name: string, at: Place): AwsDiagnostic => ({
  code: 'MISSING_TRANSITION_TARGET',
  message: `Missing 'Next' target: ${name}`,
  location: at.location,
});

/** https://states-language.net/spec.html#toplevelfields */
export const startsAtAState: Rule = {
  code: 'MISSING_TRANSITION_TARGET',
  says: 'The value of "StartAt" MUST be the name of one of the "States".',
  breaches: (block, place) => {
    const { StartAt } = block;
    if (typeof StartAt !== 'string' || graphOf(block, place).states.has(StartAt)) return [];
    const at = place.field('StartAt');
    return [{ at, found: `There is no state ${shown(StartAt)}.`, aws: missingTarget(StartAt, at) }];
  },
};

/** https://states-language.net/spec.html#transition */
export const leadsToAState: Rule = {
  code: 'MISSING_TRANSITION_TARGET',
  says: 'The value of "Next" or "Default" MUST be the name of one of the "States" beside this one.',
  breaches: function* (block, place) {
    const { states, targets } = graphOf(block, place);
    for (const { name, at } of [...targets.values()].flat()) {
      if (!states.has(name)) yield { at, found: `There is no state ${shown(name)}.`, aws: missingTarget(name, at) };
    }
  },
};

export const isReachable: Rule = {
  code: 'UNREACHABLE_STATE',
  severity: 'WARNING',
  says: 'No transition leads to this state from "StartAt".',
  hint: 'Lead to it from another state, or remove it. Step Functions refuses such a definition.',
  breaches: function* (block, place) {
    const graph = graphOf(block, place);
    const { StartAt } = block;
    if (typeof StartAt !== 'string' || !graph.states.has(StartAt)) return;
    const reached = reachedFrom(graph, StartAt);
    for (const name of graph.states.keys()) {
      if (reached.has(name)) continue;
      const at = graph.placeOf(name);
      const message = `State "${name}" is not reachable.`;
      yield { at, aws: { code: 'MISSING_TRANSITION_TARGET', message, location: at.location } };
    }
  },
};

export function reachedFrom({ targets }: Pick<Graph, 'targets'>, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  // A set's iterator also visits what is added on the way.
  for (const name of reached) {
    for (const target of targets.get(name) ?? []) reached.add(target.name);
  }
  return reached;
}
