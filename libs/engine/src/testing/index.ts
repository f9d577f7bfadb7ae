export * from './happenings.js';
export { machineOf } from './machine-of.js';
export { given, happens, includes, tell, tellWith, type Dated, type Told } from './story.js';
export * from './signup.js';
export * from './random-stories.js';
export * from './random-story.js';
export { World } from './world.js';
