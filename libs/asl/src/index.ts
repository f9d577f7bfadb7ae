export * from './machine.js';
export { compile } from './compile.js';
export { matches } from './errors/matches.js';
export { validate } from './validation/validate.js';
export { parseResource, type Pattern, type Resource } from './resource/parse-resource.js';
export type { ValidateOptions } from './validation/report.js';
