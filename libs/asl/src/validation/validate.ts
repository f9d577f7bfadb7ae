import type { DefinitionProblem, Json } from '../machine.js';
import { machine } from './grammar/machine.js';
import { withinLimits } from './limits.js';
import { Place } from './place.js';
import { Report, type ValidateOptions } from './report.js';

/** All that is wrong with a definition, warnings included; empty where it is valid. Never throws. */
export const validate = (definition: unknown, options: ValidateOptions = {}): DefinitionProblem[] => [
  ...examine(definition, options).problems,
];

interface Examined {
  readonly problems: readonly DefinitionProblem[];
  /** A copy that nobody else holds. */
  readonly snapshot: Json | undefined;
}

export function examine(definition: unknown, options: ValidateOptions = {}): Examined {
  const report = new Report(options);
  const snapshot = withinLimits(definition, report);
  if (snapshot !== undefined) machine(snapshot, Place.root, report);
  return { problems: report.problems, snapshot };
}
