import type { HttpRequest } from '../wire/http.js';
import { allow, type Caller } from './caller.js';
import type { Needed } from './needed.js';

/** Who may come in. */
export interface Door {
  /**
   * @returns who it is; undefined where nobody is asked.
   * @throws StepFunctionsError if it is nobody known.
   */
  whoIs(request: HttpRequest, how?: Pick<Needed, 'basic'>): Promise<Caller | undefined>;
}

/** For a process that only its own machine reaches. */
export const OPEN: Door = { whoIs: () => Promise.resolve(undefined) };

/** @throws StepFunctionsError if the caller is nobody known, or may not do this. */
export async function admit(door: Door, request: HttpRequest, needed: Needed): Promise<Caller | undefined> {
  const caller = await door.whoIs(request, needed);
  allow(caller, needed);
  return caller;
}
