import type { Later } from '#asl';
import type { Decision, EngineMessage, Refused } from '../decision.js';
import { getActivityTask } from './get-activity-task.js';
import { grantLock } from './grant-lock.js';
import { refuseLock } from './refuse-lock.js';
import { resolveCompensation } from './resolve-compensation.js';
import { redriveExecution } from './redrive-execution.js';
import { sendTaskFailure } from './send-task-failure.js';
import { sendTaskHeartbeat } from './send-task-heartbeat.js';
import { sendTaskSuccess } from './send-task-success.js';
import { startExecution } from './start-execution.js';
import { stopExecution } from './stop-execution.js';
import { undoExecution } from './undo-execution.js';
import { timerFired } from './timer-fired.js';

type OfType<T extends EngineMessage['type']> = Extract<EngineMessage, { type: T }>;

/** What a message makes happen at once; what follows from that is not its business. */
export type Handle<T extends EngineMessage['type']> = (
  decision: Decision,
  message: OfType<T>,
) => Later<Refused | undefined | void>;

/** One row a message type: a new one does not compile until it is here. */
const HANDLE: { readonly [T in EngineMessage['type']]: Handle<T> } = {
  StartExecution: startExecution,
  StopExecution: stopExecution,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  GetActivityTask: getActivityTask,
  RedriveExecution: redriveExecution,
  UndoExecution: undoExecution,
  ResolveCompensation: resolveCompensation,
  GrantLock: grantLock,
  RefuseLock: refuseLock,
  TimerFired: timerFired,
};

export const handle = (decision: Decision, message: EngineMessage): Later<Refused | undefined | void> =>
  (HANDLE[message.type] as Handle<EngineMessage['type']>)(decision, message);
