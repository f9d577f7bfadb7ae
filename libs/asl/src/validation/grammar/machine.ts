import type { MachineDefinition } from '../../definition.js';
import { isObject, own } from '../../json/object.js';
import { NOT_AN_OBJECT } from '../aws.js';
import { node } from '../node.js';
import { reportAll, type BlockRule, type MachineRule } from '../rule.js';
import { loopsEnd } from '../rules/endless-loop.js';
import { isReachable, leadsToAState, startsAtAState } from '../rules/targets.js';
import { hasATerminalState } from '../rules/terminal-state.js';
import { labelsAreUnique } from '../rules/unique-labels.js';
import { namesAreUnique } from '../rules/unique-names.js';
import { timeOutsAreWithinTheMachines } from '../rules/time-outs.js';
import { innerNamesAreNew, readVariablesAreAssigned } from '../rules/variables.js';
import { somethingIsBefore, undoingComesToAnEnd, undoneStateIsBeside } from '../saga/compensate-state.js';
import { thereIsSomethingToUndo } from '../saga/nothing-to-undo.js';
import { noWayBackAfterThePivot, onePivotAPath } from '../saga/roles.js';
import { noStepIsSwallowed } from '../saga/swallowed-step.js';
import { everyStepHasAnUndo } from '../saga/undo-is-missing.js';
import { constant, positiveInteger, text, type Shape } from '../shape.js';
import { structureOf } from '../structure.js';
import { languageOf, queryLanguage } from './common.js';
import { saga } from './saga.js';
import { searchAttributes } from './search-attributes.js';
import { states } from './state.js';

/** https://states-language.net/spec.html#toplevelfields */
export const machineNode = node<MachineDefinition>({
  what: 'a state machine',
  // In the order in which Step Functions lists what is missing.
  required: ['States', 'StartAt'],
  fields: {
    Comment: text,
    QueryLanguage: queryLanguage,
    Version: constant('1.0'),
    StartAt: text,
    TimeoutSeconds: positiveInteger,
    States: states,
    Saga: saga,
    SearchAttributes: searchAttributes,
  },
});

/** Of the machine, and of each branch and item processor. */
const BLOCK_RULES: readonly BlockRule[] = [
  startsAtAState,
  leadsToAState,
  hasATerminalState,
  isReachable,
  loopsEnd,
  noStepIsSwallowed,
  undoneStateIsBeside,
  undoingComesToAnEnd,
];
const MACHINE_RULES: readonly MachineRule[] = [
  namesAreUnique,
  labelsAreUnique,
  innerNamesAreNew,
  readVariablesAreAssigned,
  timeOutsAreWithinTheMachines,
  onePivotAPath,
  noWayBackAfterThePivot,
  everyStepHasAnUndo,
  thereIsSomethingToUndo,
  somethingIsBefore,
];

/** First each object by itself, then what holds between them: the order of Step Functions. */
export const machine: Shape = (value, root, report) => {
  if (!isObject(value)) return isAnObject(value, root, report);
  const language = languageOf(own(value, 'QueryLanguage')) ?? 'JSONPath';
  const place = root.within({ machineLanguage: language, language });
  machineNode(value, place, report);
  const structure = structureOf(value, place);
  for (const block of structure.all) {
    for (const rule of BLOCK_RULES) reportAll(rule, rule.breaches(block), report);
  }
  for (const rule of MACHINE_RULES) reportAll(rule, rule.breaches(structure), report);
};

const isAnObject: Shape = (_value, { path }, report) =>
  report.add({ severity: 'ERROR', code: 'WRONG_TYPE', path, ...NOT_AN_OBJECT });
