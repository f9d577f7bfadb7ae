export { EPOCH, TestLog } from './test-log.js';
export * as tiny from './tiny-events.js';
