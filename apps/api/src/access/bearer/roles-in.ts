import { ROLES, type Role } from '../access-keys.js';

interface Claims {
  readonly [claim: string]: unknown;
}

/**
 * The highest of our roles that a claim names; undefined: none of them.
 * @param claim a name as it is, or a path with dots. Its value is a list of texts, or one with spaces in it.
 */
export function roleIn(claims: Claims, claim: string): Role | undefined {
  const said = Object.hasOwn(claims, claim) ? claims[claim] : valueAt(claims, claim.split('.'));
  const names = typeof said === 'string' ? said.split(/\s+/) : Array.isArray(said) ? said : [];
  return ROLES.findLast((role) => names.includes(role));
}

function valueAt(claims: unknown, path: readonly string[]): unknown {
  let value = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}
