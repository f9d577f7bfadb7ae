import type { HttpRequest } from '../wire/http.js';
import type { Needed } from './needed.js';

/** Who may come in. */
export interface Door {
  /**
   * @returns the id of the caller's key; undefined where nobody is asked.
   * @throws StepFunctionsError if the caller is nobody known, or may not do this.
   */
  admit(request: HttpRequest, needed: Needed): string | undefined;
}

/** For a process that only its own machine reaches. */
export const OPEN: Door = { admit: () => undefined };
