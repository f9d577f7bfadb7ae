export type { HistoryEvent, HistoryEventDetails, HistoryEventType } from './history-event.js';
export { historyEventsOf } from './history-events-of.js';
export { historyAfter, newHistory, type Child, type History, type HistoryOptions } from './history.js';
export { inAwsOrder } from './in-aws-order.js';
export { iterationId, iterationName, mapRunArn, type MapRun } from './map-run-arn.js';
export type { UndoEventType, UndoHistoryEvent } from './undo-event.js';
export { withoutExecutionData } from './without-execution-data.js';
