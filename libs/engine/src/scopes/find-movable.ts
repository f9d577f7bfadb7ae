import type { Doing, Scopes, ScopeState } from './scope-state.js';
import type { RunningExecution } from '../execution.js';
import { isBehind, isWrittenDown, nextWrite, takenOf } from '../results/next-write.js';
import { ROOT, scopeIn } from './scope-path.js';
import { isCompound, visitsIn, type InCompound, type Placed } from './scope-tree.js';

/** Iterations of a Map at a time at the most. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const MOST_ITERATIONS = 40;

/** Whether a redriven run has an iteration to go on with now. */
export const redrivesIteration = (doing: Scopes): boolean =>
  doing.again !== undefined && !doing.failure && !isBehind(doing) && hasRoom(doing);

const hasRoom = ({ scopes, maxConcurrency }: Scopes): boolean =>
  scopes.length < Math.min(maxConcurrency || MOST_ITERATIONS, MOST_ITERATIONS);

/** Whether a Map has an iteration to begin now. */
export function beginsIteration(doing: Scopes): boolean {
  const { length, items, failure } = doing;
  return items !== undefined && !failure && takenOf(doing) < length && !isBehind(doing) && hasRoom(doing);
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
      if (isCompound(position)) return moveOf(placed, position);
      return isWaiting(position.doing.phase) ? undefined : placed;
  }
}

/** Who has failed gives up what is within it, but not an undo that is under way there (R7): that is waited for. */
function moveOf(placed: Placed, position: InCompound): Placed | undefined {
  if (position.doing.failure && isUndoing(position)) return undefined;
  return movesItself(position) ? placed : firstMovable(position);
}

const isUndoing = ({ doing }: InCompound): boolean =>
  doing.scopes.some((scope) => {
    for (const visited of visitsIn(scope)) if (visited.doing.phase === 'UNDOING') return true;
    return false;
  });

const WAITING: ReadonlySet<Doing['phase']> = new Set([
  'OUT',
  'READ',
  'LOCKING',
  'RETRYING',
  'WAITING',
  'DRAINING',
  'UNDOING',
]);
const isWaiting = (phase: Doing['phase']): boolean => WAITING.has(phase);

const isEnded = ({ position }: ScopeState): boolean => position.at === 'END';

/** Whether the state begins, ends or gives up a scope within it, or what was in some is to be written. */
function movesItself({ doing }: InCompound): boolean {
  const { scopes, failure } = doing;
  if (nextWrite(doing) || redrivesIteration(doing) || beginsIteration(doing)) return true;
  const isOver = scopes.length === 0 && isWrittenDown(doing);
  if (failure) return scopes.length > 0 || isOver;
  return doing.items ? isOver || scopes.some(isEnded) : scopes.every(isEnded);
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
