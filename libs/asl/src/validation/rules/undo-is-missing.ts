import { isObject } from '../../json/object.js';
import type { Rule } from '../rule.js';
import { graphOf, type Graph } from './graph.js';

/** R18. A last step is left alone: once it has succeeded, nothing is left that could fail. */
export const everyStepHasAnUndo: Rule = {
  code: 'STEP_WITHOUT_UNDO',
  severity: 'WARNING',
  says: 'Other steps of this machine say what undoes them, this one does not: what it did stays done when a later step fails.',
  hint: 'Add "Compensate" to it, unless it has no effects.',
  breaches: function* (machine, place) {
    const graph = graphOf(machine, place);
    const tasks = [...graph.states].filter(([, { Type }]) => Type === 'Task');
    if (!tasks.some(([, task]) => isObject(task['Compensate'] ?? null))) return;
    const mayFail = mayFailAfter(graph);
    for (const [name, task] of tasks) {
      if (!Object.hasOwn(task, 'Compensate') && mayFail.has(name)) yield { at: graph.placeOf(name) };
    }
  },
};

/** The states after which a Task or a Fail may come. */
function mayFailAfter({ states, targets }: Graph): ReadonlySet<string> {
  const before = new Map<string, string[]>();
  for (const [name, all] of targets) {
    for (const target of all) {
      const sources = before.get(target.name);
      if (sources === undefined) before.set(target.name, [name]);
      else sources.push(name);
    }
  }
  const failing = [...states].filter(([, { Type }]) => Type === 'Task' || Type === 'Fail').map(([name]) => name);
  const found = new Set<string>(failing.flatMap((name) => before.get(name) ?? []));
  for (const name of found) for (const earlier of before.get(name) ?? []) found.add(earlier);
  return found;
}
