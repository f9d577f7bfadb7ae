export { followExecution, type ExecutionEvents, type FollowedExecution } from './follow-execution.js';
export { LiveChanges, type Changes, type Resumption } from './live-changes.js';
export { OtherLog } from './partition-feed.js';
export { Projector, type PartitionLag, type ProjectorOptions } from './projector.js';
export { rebuild, type Rebuilding } from './rebuild.js';
export { keepPruned, type Retention } from './retention.js';
export type { Patience, Place } from './waiting.js';
