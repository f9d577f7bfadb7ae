import type { MachineDefinition } from '../../definition.js';
import { node } from '../node.js';
import { isReachable, leadsToAState, startsAtAState } from '../rules/targets.js';
import { everyStepHasAnUndo } from '../rules/undo-is-missing.js';
import { positiveInteger, text } from '../shape.js';
import { queryLanguage } from './common.js';
import { saga } from './saga.js';
import { states } from './state.js';

/** https://states-language.net/spec.html#toplevelfields */
export const machine = node<MachineDefinition>({
  what: 'a state machine',
  required: ['StartAt', 'States'],
  fields: {
    Comment: text,
    QueryLanguage: queryLanguage,
    Version: text,
    StartAt: text,
    TimeoutSeconds: positiveInteger,
    States: states,
    Saga: saga,
  },
  rules: [startsAtAState, leadsToAState, isReachable, everyStepHasAnUndo],
});
