export { LEVELS, runCase, type Case, type Compare, type Level, type Verdict } from './run-case.js';
export { InMemoryStepFunctions } from './step-functions.js';
