import type { ExecutionEvent } from '#contracts';
import { isOf } from './map-run-after.js';
import type { MapRunRow } from './rows.js';

export interface Iteration {
  readonly mapRun: MapRunRow & { readonly label: string; readonly run: string };
  readonly index: number;
}

/**
 * The iteration of a Distributed Map that an event belongs to: the innermost one, as such an iteration is an execution
 * with a history of its own.
 */
export function iterationOf(runs: readonly MapRunRow[], event: ExecutionEvent): Iteration | undefined {
  if (runs.length === 0 || !('state' in event)) return undefined;
  let found: Iteration | undefined;
  for (const mapRun of runs) {
    if (!hasRun(mapRun) || (found && mapRun.state.length < found.mapRun.state.length)) continue;
    const index = indexIn(mapRun, event);
    // A later run of the same state has the later events of the same path.
    if (index !== undefined) found = { mapRun, index };
  }
  return found;
}

const hasRun = (mapRun: MapRunRow): mapRun is Iteration['mapRun'] =>
  mapRun.run !== undefined && mapRun.label !== undefined;

function indexIn(mapRun: MapRunRow, event: ExecutionEvent & { readonly state: string }): number | undefined {
  switch (event.type) {
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
    case 'MapIterationRedriven':
      if (isOf(mapRun, event)) return event.index;
  }
  const { state } = event;
  const start = mapRun.state.length;
  if (!state.startsWith(mapRun.state) || state[start] !== '[') return undefined;
  const end = state.indexOf(']', start);
  return state[end + 1] === '.' ? Number(state.slice(start + 1, end)) : undefined;
}
