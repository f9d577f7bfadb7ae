export { commandsFrom, outstandingCommands, type ReplyTo } from './commands-from.js';
export { decide } from './decide.js';
export type { Decided, EngineMessage, Moment, Refused } from './decision.js';
export { nextDue } from './due.js';
export { evolve } from './evolve/evolve.js';
export { nextWaiting } from './evolve/unsuccessful.js';
export {
  attemptOf,
  compensationStatusOf,
  isOver,
  newExecution,
  outstandingOf,
  sameVisit,
  stepOf,
} from './execution.js';
export type {
  EndedExecution,
  Execution,
  InState,
  NewExecution,
  Run,
  RunningExecution,
  Scopes,
  ScopeState,
  Step,
  Undo,
} from './execution.js';
export { messagesFrom } from './messages-from.js';
export { undoPlan, type UndoPreview } from './failure/undo-plan.js';
export { takenOf } from './results/next-write.js';
export { outstandingWrites } from './results/write-command.js';
export { scopeOf } from './scopes/scope-path.js';
export { scopeAt, variablesOf, visitAt, visitsIn } from './scopes/scope-tree.js';
export { outcomesFrom } from './outcomes-from.js';
export { callOf, type Call } from './tasks/call.js';
export { participantsIn } from './tasks/participants.js';
export type { LambdaRoute } from './tasks/route.js';
export { acceptance, refusal } from './tasks/replies.js';
export { WRITE_TIMED_OUT } from './messages/results-written.js';
export { LOCK_TIMEOUT } from './tasks/locks.js';
export { taskTokenOf } from './task-token.js';
