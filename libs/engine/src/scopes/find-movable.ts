import type { Doing, RunningExecution, Scopes, ScopeState } from '../execution.js';
import { ROOT, scopeIn } from './scope-path.js';
import { isCompound, type InCompound, type Placed } from './scope-tree.js';

/** Iterations of a Map at a time at the most. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MOST_ITERATIONS = 40;

/** Whether a Map has an iteration to begin now. */
export function beginsIteration({ scopes, begun, taken = begun, length, items, ...settings }: Scopes): boolean {
  const { maxConcurrency, failure } = settings;
  if (!items || failure || taken >= length) return false;
  return scopes.length < Math.min(maxConcurrency || MOST_ITERATIONS, MOST_ITERATIONS);
}

/** The first scope, from outside, that does not wait for anything: a move of it is a decision. */
export const findMovable = ({ root, paused }: RunningExecution): Placed | undefined =>
  paused ? undefined : movableIn({ path: ROOT, scope: root });

function movableIn(placed: Placed): Placed | undefined {
  const { position } = placed.scope;
  switch (position.at) {
    case 'BETWEEN':
      return placed;
    case 'END':
      return placed.path === ROOT ? placed : undefined;
    case 'STOPPED':
      return undefined;
    case 'STATE':
      if (isCompound(position)) return movesItself(position) ? placed : firstMovable(position);
      return isWaiting(position.doing.phase) ? undefined : placed;
  }
}

const WAITING: ReadonlySet<Doing['phase']> = new Set(['OUT', 'READ', 'LOCKING', 'RETRYING', 'WAITING', 'UNDOING']);
const isWaiting = (phase: Doing['phase']): boolean => WAITING.has(phase);

const isEnded = ({ position }: ScopeState): boolean => position.at === 'END';

/** Whether the state begins, ends or gives up a scope within it. */
function movesItself({ doing }: InCompound): boolean {
  if (doing.failure || beginsIteration(doing)) return true;
  const { scopes } = doing;
  return doing.items ? scopes.length === 0 || scopes.some(isEnded) : scopes.every(isEnded);
}

/** Most scopes wait for an answer: that is seen without writing down their paths. */
const mayMove = ({ position }: ScopeState): boolean => position.at !== 'STATE' || !isWaiting(position.doing.phase);

function firstMovable(position: InCompound): Placed | undefined {
  for (const scope of position.doing.scopes) {
    if (!mayMove(scope)) continue;
    const movable = movableIn({ path: scopeIn(position.state, scope.index), scope });
    if (movable) return movable;
  }
  return undefined;
}
