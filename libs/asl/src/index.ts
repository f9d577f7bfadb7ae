export * from './machine.js';
export { compile } from './compile.js';
export { matches } from './errors/matches.js';
export { validate } from './validation/validate.js';
