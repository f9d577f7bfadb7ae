import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { ROLES, type Role } from './access-keys.js';
import type { Needed } from './needed.js';

/** Somebody who was asked who he is. */
export interface Caller {
  /** `key AKIAEXAMPLE`, `user ada`: as what he does is recorded, and what he may do is counted. */
  readonly is: string;
  /** As a refusal names him. */
  readonly user: string;
  readonly role: Role;
  /** Epoch milliseconds; what he began does not go on behind it. */
  readonly until?: number;
}

export const isAtLeast = ({ role }: Pick<Caller, 'role'>, wanted: Role): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(wanted);

/** @throws StepFunctionsError if he may not do this. */
export function allow(caller: Caller | undefined, needed: Needed): void {
  if (!caller || isAtLeast(caller, needed.role)) return;
  throw new StepFunctionsError(
    'AccessDeniedException',
    `User: ${caller.user} is not authorized to perform: ${needed.action} (which takes the role ${needed.role}; this one has ${caller.role})`,
  );
}
