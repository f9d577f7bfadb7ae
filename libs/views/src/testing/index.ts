export type { MakeSetting, Rule, Setting } from './contract/rule.js';
export { everythingIn } from './everything-in.js';
export { EPOCH, TestLog } from './test-log.js';
export * as tiny from './tiny-events.js';
export { viewsContract } from './views-contract.js';
