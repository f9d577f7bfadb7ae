import type { ErrorName } from './error-name.js';

/** What a caller is told when an operation is refused: Step Functions' name for it and its sentence. */
export class StepFunctionsError extends Error {
  constructor(
    override readonly name: ErrorName,
    message?: string,
    /** More fields of the answer, such as a ValidationException's `reason`. */
    readonly fields: { readonly [field: string]: unknown } = {},
  ) {
    super(message ?? '');
  }
}
