import type { MachineDefinition } from '../../definition.js';
import { isObject } from '../../json/object.js';
import { node } from '../node.js';
import { namesAreUnique } from '../rules/unique-names.js';
import { everyStepHasAnUndo } from '../rules/undo-is-missing.js';
import { positiveInteger, text, type Shape } from '../shape.js';
import { blockRules } from './block.js';
import { languageOf, queryLanguage } from './common.js';
import { saga } from './saga.js';
import { states } from './state.js';

/** https://states-language.net/spec.html#toplevelfields */
export const machineNode = node<MachineDefinition>({
  what: 'a state machine',
  // In the order in which Step Functions lists what is missing.
  required: ['States', 'StartAt'],
  fields: {
    Comment: text,
    QueryLanguage: queryLanguage,
    Version: text,
    StartAt: text,
    TimeoutSeconds: positiveInteger,
    States: states,
    Saga: saga,
  },
  rules: [...blockRules, namesAreUnique, everyStepHasAnUndo],
});

export const machine: Shape = (value, place, report) => {
  const language = isObject(value) ? (languageOf(value['QueryLanguage']) ?? 'JSONPath') : 'JSONPath';
  machineNode(value, place.speaking({ machine: language, here: language }), report);
};
