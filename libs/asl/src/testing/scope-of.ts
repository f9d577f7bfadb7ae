import type { Json, JsonObject, Scope } from '../machine.js';

/** A scope for specs: no variables, chance that is always zero, the beginning of time. */
export const scopeOf = (input: Json, context: () => JsonObject = () => ({}), more: Partial<Scope> = {}): Scope => ({
  input,
  context,
  variables: {},
  draw: () => 0,
  at: 0,
  ...more,
});
