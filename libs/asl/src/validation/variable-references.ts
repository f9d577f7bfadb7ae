import { Place } from './place.js';
import { machine } from './grammar/machine.js';
import { withinLimits } from './limits.js';
import { Report } from './report.js';

/**
 * The variables that each state reads, by the state's name.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
 */
export function variableReferences(definition: unknown): Readonly<Record<string, readonly string[]>> {
  const report = new Report();
  const snapshot = withinLimits(definition, report);
  const place = Place.root('STANDARD');
  if (snapshot !== undefined) machine(snapshot, place, report);
  const references = new Map<string, Set<string>>();
  for (const scope of place.scope.all()) {
    for (const { name, at } of scope.reads) {
      const names = references.get(at.state) ?? new Set();
      references.set(at.state, names.add(name));
    }
  }
  return Object.fromEntries([...references].map(([state, names]) => [state, [...names]]));
}
