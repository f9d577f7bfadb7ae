import { redriveExecution, resolveCompensation, stopExecution } from './decisions.js';
import type { Endpoint } from './endpoint.js';
import { describeExecution, listEvents, listExecutions, listHistory } from './executions.js';
import { describeStateMachine, listStateMachines } from './state-machines.js';
import { undoPlan } from './undo-plan.js';

/** All that operators can ask for, in the order of the document. */
export const ENDPOINTS: readonly Endpoint[] = [
  listExecutions,
  describeExecution,
  listEvents,
  listHistory,
  stopExecution,
  redriveExecution,
  undoPlan,
  resolveCompensation,
  listStateMachines,
  describeStateMachine,
];
