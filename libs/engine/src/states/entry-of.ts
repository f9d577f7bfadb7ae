import type { CompiledState } from '#asl';
import { chance } from '../chance.js';
import { contextObject } from '../context-object.js';
import type { Decision } from '../decision.js';
import type { InState } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { stateAt } from '../scopes/definition-of.js';
import { scopeOf } from '../scopes/scope-path.js';
import { variablesOf } from '../scopes/scope-tree.js';
import type { Entry } from './state-result.js';

/** Whether a state's input may hold its task token: somebody waits for it, or it is a participant's. */
const hasToken = (state: CompiledState): boolean =>
  state.Type === 'Task' && (state.Resource.endsWith('.waitForTaskToken') || state.Resource.startsWith('kafka:'));

/** What a state's handler is given. Chance is drawn by the visit and one number after the other. */
export function entryOf(decision: Decision, execution: RunningExecution, position: InState): Entry {
  const { machine, moment } = decision;
  const { at, random, route } = moment;
  let drawn = 0;
  const scope = {
    input: position.input,
    context: () => contextObject(execution, position, hasToken(stateAt(machine, position.state))),
    variables: variablesOf(execution, scopeOf(position.state)),
    draw: () => chance(random, `${position.state}/${position.visit}/${drawn++}`),
    at,
  };
  return { machine, execution, position, scope, at, route };
}
