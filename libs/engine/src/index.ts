export { commandsFrom, outstandingCommands, type ReplyTo } from './commands-from.js';
export { decide } from './decide.js';
export type { Decided, EngineMessage, Moment, Refused } from './decision.js';
export { nextDue } from './due.js';
export { evolve } from './evolve/evolve.js';
export { compensationStatusOf, isOver, newExecution } from './execution.js';
export type { EndedExecution, Execution, NewExecution, RunningExecution, Step, Undo } from './execution.js';
export { undoPlan, type UndoPreview } from './failure/undo-plan.js';
export { outcomesFrom } from './outcomes-from.js';
