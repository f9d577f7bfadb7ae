export * from './machine.js';
export { compile } from './compile.js';
export { matches } from './errors/matches.js';
export { sizeOf } from './json/size-of.js';
export { validate } from './validation/validate.js';
