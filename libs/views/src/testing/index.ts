export { EPOCH, TestLog } from './test-log.js';
