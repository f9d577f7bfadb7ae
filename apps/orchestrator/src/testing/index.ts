export { Account, countsUp } from './account.js';
export * from './machines.js';
export * from './stage.js';
export * from './stub-participant.js';
export * from './processes.js';
export * from './stage-of-processes.js';
export * from './forget-states.js';
export * from './killed-owners.js';
