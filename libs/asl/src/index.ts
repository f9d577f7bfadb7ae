export * from './machine.js';
export { compile, compileAlone } from './compile.js';
export { matches } from './errors/matches.js';
export { awsDiagnostics, invalidDefinition } from './validation/aws-diagnostics.js';
export { validate, validateState } from './validation/validate.js';
export { validateText } from './validation/text/validate-text.js';
export { variableReferences } from './validation/variable-references.js';
export { parseResource, type Pattern, type Resource } from './resource/parse-resource.js';
export type { ValidateOptions } from './validation/report.js';
