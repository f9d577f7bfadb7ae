import type { DefinitionProblem, Json } from '../machine.js';
import { machine } from './grammar/machine.js';
import { states } from './grammar/state.js';
import { withinLimits } from './limits.js';
import { Place } from './place.js';
import { Report, type ValidateOptions } from './report.js';

/** All that is wrong with a definition, warnings included; empty where it is valid. Never throws. */
export const validate = (definition: unknown, options: ValidateOptions = {}): DefinitionProblem[] => [
  ...examine(definition, options).problems,
];

/** The name that Step Functions gives a state that is tested by itself. */
export const ALONE = 'StateName';

/** All that is wrong with a state by itself: where it leads to is not looked at. */
export const validateState = (state: unknown, options: ValidateOptions = {}): DefinitionProblem[] => [
  ...examineState(state, options).problems,
];

export function examineState(state: unknown, options: ValidateOptions = {}): Examined {
  const report = new Report();
  const snapshot = withinLimits(state, report);
  const place = Place.root(options.type ?? 'STANDARD').field('States');
  if (snapshot !== undefined) states({ [ALONE]: snapshot }, place, report);
  return { problems: report.problems, snapshot };
}

interface Examined {
  readonly problems: readonly DefinitionProblem[];
  /** A copy that nobody else holds. */
  readonly snapshot: Json | undefined;
}

export function examine(definition: unknown, options: ValidateOptions = {}): Examined {
  const report = new Report();
  const snapshot = withinLimits(definition, report);
  if (snapshot !== undefined) machine(snapshot, Place.root(options.type ?? 'STANDARD'), report);
  return { problems: report.problems, snapshot };
}
