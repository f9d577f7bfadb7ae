export * from './log-writer.js';
export * from './partition-log.js';
