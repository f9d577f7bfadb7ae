import { bulkRedrive, bulkStop } from './bulk.js';
import { listDeadLetters, replayDeadLetter } from './dead-letters.js';
import { redriveExecution, resolveCompensation, stopExecution } from './decisions.js';
import type { Endpoint, Stream } from './endpoint.js';
import { describeExecution, listEvents, listExecutions, listHistory } from './executions.js';
import { listLocks } from './locks.js';
import { listParticipants } from './participants.js';
import { listPartitions } from './partitions.js';
import { pruneViews } from './prune-views.js';
import { rebuildViews } from './rebuild-views.js';
import { describeStateMachine, listStateMachines } from './state-machines.js';
import { streamEvents, streamExecutions } from './streams.js';
import { undoPlan } from './undo-plan.js';

/** All that operators can ask for, in the order of the document. */
export const ENDPOINTS: readonly (Endpoint | Stream)[] = [
  listExecutions,
  // Before what takes any id.
  streamExecutions,
  describeExecution,
  listEvents,
  streamEvents,
  listHistory,
  stopExecution,
  redriveExecution,
  undoPlan,
  resolveCompensation,
  listStateMachines,
  describeStateMachine,
  bulkStop,
  bulkRedrive,
  listParticipants,
  listPartitions,
  rebuildViews,
  pruneViews,
  listLocks,
  listDeadLetters,
  replayDeadLetter,
];
