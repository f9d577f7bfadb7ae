import { roleFor } from './role-for.js';
import type { Role } from './access-keys.js';
import type { OperationName } from '../step-functions/operation-types.js';

/** What a caller has to be allowed to. */
export interface Needed {
  readonly role: Role;
  /** As a refusal names it: `states:StartExecution`. */
  readonly action: string;
  /** The caller may also send a key's id and secret as they are: browsers and Prometheus cannot sign. */
  readonly basic?: true;
}

export const neededFor = (operation: OperationName): Needed => ({
  role: roleFor(operation),
  action: `states:${operation}`,
});
