import type { ErrorName } from './error-name.js';
import { StepFunctionsError } from './step-functions-error.js';

/**
 * The owner of an entity knows its id, the caller its ARN: what the owner refuses is said again in the caller's words.
 * For `catch`.
 */
export const refusedAs =
  (words: { readonly [N in ErrorName]?: () => StepFunctionsError }) =>
  (error: unknown): never => {
    throw (error instanceof StepFunctionsError && words[error.name]?.()) || error;
  };
