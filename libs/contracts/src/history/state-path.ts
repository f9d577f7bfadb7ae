/** `ShipAll[3].Ship`: the state `Ship` in the iteration 3 of the state `ShipAll` of the execution itself. */

/** The path of the scope that a state is in: `ShipAll[3]`; empty for the execution's own. */
export const scopeOf = (state: string): string => {
  const dot = state.lastIndexOf('.');
  return dot < 0 ? '' : state.slice(0, dot);
};

export const scopeIn = (state: string, index: number): string => `${state}[${index}]`;

/** Whether a path lies in one of a state's scopes. */
export const isWithin = (path: string, state: string): boolean => path.startsWith(`${state}[`);

/** A state's name as its author wrote it. */
export function nameOf(state: string): string {
  const last = state.slice(state.lastIndexOf('.') + 1);
  return last.includes('%')
    ? last.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : last;
}

/** Which of a state's scopes a path lies in. */
export const indexWithin = (path: string, state: string): number => Number.parseInt(path.slice(state.length + 1), 10);
