import { chance } from '../chance.js';
import { contextObject } from '../context-object.js';
import type { Decision } from '../decision.js';
import type { InState, RunningExecution } from '../execution.js';
import { scopeOf } from '../scopes/scope-path.js';
import { variablesOf } from '../scopes/scope-tree.js';
import type { Entry } from './state-result.js';

/** What a state's handler is given. Chance is drawn by the visit and one number after the other. */
export function entryOf(decision: Decision, execution: RunningExecution, position: InState): Entry {
  const { at, random, route } = decision.moment;
  let drawn = 0;
  const scope = {
    input: position.input,
    context: () => contextObject(execution, position),
    variables: variablesOf(execution, scopeOf(position.state)),
    draw: () => chance(random, `${position.state}/${position.visit}/${drawn++}`),
    at,
  };
  return { execution, position, scope, at, route };
}
