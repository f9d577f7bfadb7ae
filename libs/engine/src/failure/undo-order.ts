import type { Saga } from '#asl';
import { isUndone, type Run, type Step, type Undo } from './step.js';

/** A step whose undo is planned. */
export type Undoing = Step & { readonly undo: Undo };
export type Order = NonNullable<Saga['Order']>;

/** What one scope still has to undo before something that began earlier in it; branches and iterations apart. */
interface Lane {
  open: number;
  readonly runs: Map<string, RunInLane>;
}

interface RunInLane {
  open: number;
  readonly lanes: Map<number, Lane>;
  readonly active: Set<number>;
}

const newLane = (): Lane => ({ open: 0, runs: new Map() });
const runIn = (lane: Lane, { state, visit, attempt }: Run): RunInLane => {
  const key = `${state}/${visit}/${attempt}`;
  const known = lane.runs.get(key);
  if (known) return known;
  const run: RunInLane = { open: 0, lanes: new Map(), active: new Set() };
  lane.runs.set(key, run);
  return run;
};
const laneOf = ({ lanes }: RunInLane, index: number): Lane => {
  const known = lanes.get(index);
  if (known) return known;
  const lane = newLane();
  lanes.set(index, lane);
  return lane;
};

/** In the strict order nothing is undone beside anything else, wherever it was done. */
const placeOf = (step: Step, order: Order): readonly Run[] => (order === 'STRUCTURED' ? (step.within ?? []) : []);

const isActive = ({ undo }: Undoing): boolean =>
  undo.status === 'OUT' || undo.status === 'RETRYING' || undo.status === 'FAILED';

/**
 * The undos that may be sent now (R2). Strictly the last started first, one at a time (`LIFO`); or so within each branch
 * and iteration, and those beside each other (`STRUCTURED`), as many iterations at a time as the Map had (R12); or all
 * (`PARALLEL`). An undo that waits for a person holds those before it, unless `passes` says otherwise.
 */
export function readyUndos(steps: readonly Undoing[], order: Order, passes: boolean): Undoing[] {
  if (order === 'PARALLEL') return steps.filter(({ undo }) => undo.status === 'PENDING').reverse();
  if (order === 'LIFO' && steps.some(isActive)) return [];
  const root = newLane();
  for (const step of steps) if (isActive(step)) markActive(root, placeOf(step, order));
  const ready: Undoing[] = [];
  for (const step of steps.toReversed()) {
    if (isUndone(step.undo) || (passes && step.undo.status === 'BLOCKED')) continue;
    const place = placeOf(step, order);
    if (step.undo.status === 'PENDING' && isFree(root, place)) {
      ready.push(step);
      markActive(root, place);
    }
    markOpen(root, place);
    if (order === 'LIFO') break;
  }
  return ready;
}

function markActive(root: Lane, place: readonly Run[]): void {
  let lane = root;
  for (const hop of place) {
    const run = runIn(lane, hop);
    run.active.add(hop.index);
    lane = laneOf(run, hop.index);
  }
}

function markOpen(root: Lane, place: readonly Run[]): void {
  let lane = root;
  lane.open += 1;
  for (const hop of place) {
    const run = runIn(lane, hop);
    run.open += 1;
    lane = laneOf(run, hop.index);
    lane.open += 1;
  }
}

/** Nothing that began later in any scope around it is still to be undone, and its Map has room for one more. */
function isFree(root: Lane, place: readonly Run[]): boolean {
  let lane = root;
  for (const hop of place) {
    const run = runIn(lane, hop);
    if (lane.open > run.open) return false;
    const { limit } = hop;
    if (limit !== undefined && !run.active.has(hop.index) && run.active.size >= limit) return false;
    lane = laneOf(run, hop.index);
  }
  return lane.open === 0;
}
