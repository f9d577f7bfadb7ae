import type { EventOf } from '#contracts';
import {
  attemptOf,
  type Doing,
  type InState,
  type ScopeState,
  type Scopes,
  type Unsuccessful,
} from '../scopes/scope-state.js';
import { isCompound } from '../scopes/scope-tree.js';
import { writingAgain } from './result-writer-events.js';
import { rememberingWithin, visitsUsedBy } from './scope-events.js';
import { sentBefore, sentYetOf } from './task-events.js';
import { waitingIn } from './unsuccessful.js';

interface When {
  readonly at: number;
  /** When what is tried again had ended. */
  readonly stoppedAt: number;
}

type Anew = Pick<EventOf<'ExecutionRedriven'>, 'anew'>;

/** A scope that had ended: what was done in it stays done, what was out, failed or given up is tried again, as new. */
export function triedAgain<S extends ScopeState>(scope: S, { anew = [] }: Anew, when: When): S {
  return tried(scope, new Set(anew), when);
}

function tried<S extends ScopeState>(scope: S, anew: ReadonlySet<string>, when: When): S {
  if (scope.position.at !== 'STATE') return scope;
  const { retries: _, ...position } = scope.position;
  if (anew.has(position.state)) return begunAnew(scope, position, when);
  return { ...scope, position: { ...position, doing: doingAgain(position.doing, anew, when) } };
}

const begunAnew = <S extends ScopeState>(scope: S, position: InState, { at }: When): S => ({
  ...(isCompound(position) ? rememberingWithin(scope) : scope),
  position: {
    ...position,
    ...(position.doing.phase === 'ANSWERED' && { answered: position.doing.attempt }),
    doing: { phase: 'RETRYING', attempt: attemptOf(position) + 1, ...sentBefore(position), dueAt: at },
  },
});

function doingAgain(doing: Doing, anew: ReadonlySet<string>, when: When): Doing {
  switch (doing.phase) {
    case 'OUT':
    case 'LOCKING':
    case 'LOCKED':
    case 'FAILED':
      return { phase: 'RETRYING', attempt: doing.attempt + 1, ...sentYetOf(doing), dueAt: when.at };
    case 'RETRYING':
      return { ...doing, dueAt: when.at };
    case 'SCOPES':
      return doing.mode
        ? runAgain(doing, when)
        : { ...doing, scopes: doing.scopes.map((scope) => tried(scope, anew, when)) };
    default:
      return doing;
  }
}

/** Of a run each iteration that has not succeeded goes on once there is room for it. */
function runAgain(doing: Scopes, { stoppedAt }: When): Scopes {
  const { failure: _, unsuccessful = [], lost: __, again: ___, writing, ...run } = doing;
  const givenUp = doing.scopes.map((scope): Unsuccessful => ({ ...scope, end: { status: 'ABORTED', stoppedAt } }));
  const scopes = [...unsuccessful.flat(), ...waitingIn(doing), ...givenUp].toSorted((a, b) => a.index - b.index);
  return {
    ...run,
    scopes: [],
    failed: 0,
    visitsUsed: visitsUsedBy(doing),
    ...(scopes.length > 0 && { again: { scopes, gone: 0 } }),
    ...(writing && { writing: writingAgain(writing) }),
  };
}
