import { json } from '../json.js';
import { eventOf, text, variables, visit } from './fields.js';

const entered = { ...visit, input: json };
const exited = {
  ...visit,
  output: json,
  next: text.describe('The state to enter now; absent where the scope ends').exactOptional(),
  assigned: variables.describe('Variables of the state’s scope that have a new value from here on').exactOptional(),
};

export const stateEvents = [
  eventOf('TaskStateEntered', entered),
  eventOf('PassStateEntered', entered),
  eventOf('ChoiceStateEntered', entered),
  eventOf('WaitStateEntered', entered),
  eventOf('SucceedStateEntered', entered),
  eventOf('FailStateEntered', entered),
  eventOf('ParallelStateEntered', entered),
  eventOf('MapStateEntered', entered),
  eventOf('CompensateStateEntered', entered),
  eventOf('TaskStateExited', exited),
  eventOf('PassStateExited', exited),
  eventOf('ChoiceStateExited', exited),
  eventOf('WaitStateExited', exited),
  eventOf('SucceedStateExited', exited),
  eventOf('ParallelStateExited', exited),
  eventOf('MapStateExited', exited),
  eventOf('CompensateStateExited', exited),
] as const;
