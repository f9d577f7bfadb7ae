import { isArray, isObject } from '../../json/object.js';
import { parsePath } from '../../json-path/parse-path.js';
import type { Json } from '../../machine.js';
import { PATH_SUFFIX } from '../../payload-template/compile-template.js';
import type { Place } from '../place.js';
import { unless, type Breach, type Rule } from '../rule.js';

/** An undo also runs when nobody knows whether the step happened (R3, R6): then there is no output to read. */
export const undoSeesWhatItNeeds: Rule = {
  code: 'UNDO_NEEDS_OUTPUT',
  severity: 'WARNING',
  says:
    'The output of a step is absent when its outcome is unknown (a time-out, a lost reply); an undo whose "Parameters" ' +
    'read "$.output" then fails and waits for a person.',
  hint: 'Read "$.input" instead (the participant can find what it made by the ids of the command), or leave "Parameters" out: the undo then gets {input, output, error}.',
  breaches: ({ Parameters }, place) =>
    Parameters === undefined ? [] : readsOutput(Parameters, place.field('Parameters')),
};

function* readsOutput(template: Json, place: Place): Generator<Breach> {
  if (isArray(template)) {
    for (const [index, item] of template.entries()) yield* readsOutput(item, place.item(index));
  } else if (isObject(template)) {
    for (const [name, field] of Object.entries(template)) {
      const at = place.field(name);
      if (!name.endsWith(PATH_SUFFIX)) yield* readsOutput(field, at);
      else if (typeof field === 'string' && isOfOutput(field)) yield { at };
    }
  }
}

function isOfOutput(text: string): boolean {
  const parsed = parsePath(text);
  if (!parsed.ok || parsed.path.root !== '$') return false;
  const [first] = parsed.path.segments;
  return first?.kind === 'name' && first.name === 'output';
}

export const compensateOnFailureHasUndo: Rule = {
  code: 'NOTHING_TO_COMPENSATE',
  severity: 'WARNING',
  says: '"CompensateOnFailure" has no effect on a step without "Compensate".',
  breaches: (task, place) =>
    unless(
      task['CompensateOnFailure'] !== true || Object.hasOwn(task, 'Compensate'),
      place.field('CompensateOnFailure'),
    ),
};
