/**
 * A state's path says in which scope it is: `ShipAll[3].Ship` is the state `Ship` in the iteration 3 of the state
 * `ShipAll` of the execution itself. A scope's own path is what stands before the last dot; the execution's is empty.
 */
export const ROOT = '';

/** The path of the scope that a state is in. */
export const scopeOf = (state: string): string =>
  // Looked at several times an event, nearly always of the execution's own scope.
  state.includes('.') ? state.slice(0, state.lastIndexOf('.')) : ROOT;

/** A state's name within its scope, still escaped. */
export const localNameOf = (state: string): string => state.slice(state.lastIndexOf('.') + 1);

export const stateIn = (scope: string, name: string): string => (scope === ROOT ? name : `${scope}.${name}`);

export const scopeIn = (state: string, index: number): string => `${state}[${index}]`;

/** One step down the tree of scopes: into the branch or iteration `index` of the state at this path. */
export interface Hop {
  readonly state: string;
  readonly index: number;
}

/** The last step to a scope; undefined for the execution's own. */
export function hopTo(scope: string): Hop | undefined {
  if (scope === ROOT) return undefined;
  const bracket = scope.lastIndexOf('[');
  return { state: scope.slice(0, bracket), index: Number(scope.slice(bracket + 1, -1)) };
}

/** All steps from the execution's own scope to this one. */
export function hopsTo(scope: string): Hop[] {
  const hops: Hop[] = [];
  for (let hop = hopTo(scope); hop; hop = hopTo(scopeOf(hop.state))) hops.push(hop);
  return hops.reverse();
}
