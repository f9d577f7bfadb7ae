export { anyMessageTo } from './any-messages.js';
export { pass, Story } from './story.js';
