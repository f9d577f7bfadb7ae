import type { OperationName } from '../step-functions/operation-types.js';
import type { HttpRequest } from '../wire/http.js';

/** Who may come in. */
export interface Door {
  /** @throws StepFunctionsError if the caller is nobody known, or may not do this. */
  admit(request: HttpRequest, operation: OperationName): void;
}

/** For a process that only its own machine reaches. */
export const OPEN: Door = { admit: () => undefined };
