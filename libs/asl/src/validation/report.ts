import type { DefinitionProblem } from '../machine.js';
import type { MachineType } from './place.js';

/** What a definition is validated for. */
export interface ValidateOptions {
  /** Default `STANDARD`. */
  readonly type?: MachineType;
}

/** A definition of a megabyte can be wrong in a hundred thousand places; nobody reads so many. */
const MOST_PROBLEMS = 1_000;

/** All that is wrong with a definition, in the order in which it was found. */
export class Report {
  readonly problems: DefinitionProblem[] = [];

  add(problem: DefinitionProblem): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(problem);
    else if (this.problems.length === MOST_PROBLEMS) this.problems.push(MORE);
  }

  get hasErrors(): boolean {
    return this.problems.some(({ severity }) => severity === 'ERROR');
  }
}

const MORE: DefinitionProblem = {
  severity: 'ERROR',
  code: 'TOO_MANY_PROBLEMS',
  path: '$',
  message: `Only the first ${MOST_PROBLEMS} problems of this definition are listed.`,
  hint: 'Correct these, then validate again.',
};
