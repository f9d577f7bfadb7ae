import { isArray, isObject, own } from '../../json/object.js';
import { parsePath } from '../../json-path/parse-path.js';
import type { Json } from '../../machine.js';
import { PATH_SUFFIX } from '../../payload-template/compile-template.js';
import { parseExpression } from '../jsonata/parse-expression.js';
import { referencesOf } from '../jsonata/references.js';
import type { Place } from '../place.js';
import type { Breach, Rule } from '../rule.js';

/** An undo also runs when nobody knows whether the step happened (R3, R6): then there is no output to read. */
export const undoSeesWhatItNeeds: Rule = {
  code: 'UNDO_NEEDS_OUTPUT',
  severity: 'WARNING',
  says:
    'The output of a step is absent when its outcome is unknown (a time-out, a lost reply); an undo that reads it then ' +
    'fails and waits for a person.',
  hint: 'Read the step\'s input instead (the participant can find what it made by the ids of the command), or leave "Parameters" and "Arguments" out: the undo then gets {input, output, error}.',
  breaches: function* (task, place) {
    const undo = own(task, 'Compensate');
    if (undo === undefined || !isObject(undo)) return;
    const at = place.field('Compensate');
    yield* reads(own(undo, 'Parameters'), at.field('Parameters'), isPathOfOutput);
    yield* reads(own(undo, 'Arguments'), at.field('Arguments'), isExpressionOfOutput);
  },
};

type Reads = (name: string, text: string) => boolean;

function* reads(template: Json | undefined, place: Place, ofOutput: Reads): Generator<Breach> {
  if (template === undefined) return;
  if (isArray(template)) {
    for (const [index, item] of template.entries()) yield* reads(item, place.item(index), ofOutput);
  } else if (isObject(template)) {
    for (const [name, field] of Object.entries(template)) {
      const at = place.field(name);
      if (typeof field !== 'string') yield* reads(field, at, ofOutput);
      else if (ofOutput(name, field)) yield { at };
    }
  } else if (typeof template === 'string' && ofOutput('', template)) yield { at: place };
}

function isPathOfOutput(name: string, text: string): boolean {
  if (!name.endsWith(PATH_SUFFIX)) return false;
  const parsed = parsePath(text);
  if (!parsed.ok || parsed.path.root !== '$') return false;
  const [first] = parsed.path.segments;
  return first?.kind === 'name' && first.name === 'output';
}

function isExpressionOfOutput(_name: string, text: string): boolean {
  if (!text.startsWith('{%') || !text.endsWith('%}')) return false;
  const parsed = parseExpression(text.slice(2, -2));
  if (!parsed.ok) return false;
  const { states, variables } = referencesOf(parsed.node);
  // Whoever asks whether it is there knows that it may not be.
  if (variables.has('exists')) return false;
  return states.some(([first, second]) => first === 'result' || (first === 'input' && second === 'output'));
}
