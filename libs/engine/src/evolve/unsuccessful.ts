import type { Iteration } from '#contracts';
import type { InnerScope, Scopes, Unsuccessful } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { isWritten } from '../results/next-write.js';
import { scopeIn } from '../scopes/scope-path.js';
import { scopeAt } from '../scopes/scope-tree.js';
import { withOneMore } from './blocks.js';
import { endedOf, withEnded } from './result-writer-events.js';

/**
 * One more iteration of a Distributed Map that has not succeeded. It is kept as it was before it gave anything up: the
 * run may fail later, and a redrive goes on with that.
 */
export function withUnsuccessful(
  { beforeFailure }: RunningExecution,
  doing: Scopes,
  { state, index }: Iteration & { readonly state: string },
  end: Unsuccessful['end'],
): Pick<Scopes, 'unsuccessful'> | undefined {
  const now = doing.scopes.find((scope) => scope.index === index);
  if (!doing.mode || !now) return undefined;
  const before = beforeFailure && (scopeAt(beforeFailure, scopeIn(state, index)) as InnerScope | undefined);
  const { historyLength } = now;
  const was = { ...(before ?? now), ...(historyLength !== undefined && { historyLength }), end };
  return { unsuccessful: withOneMore(doing.unsuccessful ?? [], was) };
}

export type Lost = NonNullable<Scopes['lost']>;

/** With one more that failed and is tolerated. */
export const withLost = (lost: Lost, scope: InnerScope, end: Parameters<typeof endedOf>[1]): Lost =>
  withOneMore(lost, endedOf(scope, end, { transformation: 'COMPACT' }));

/** Those that a redrive has not gone on with yet. */
export const waitingIn = ({ again }: Scopes): readonly Unsuccessful[] => again?.scopes.slice(again.gone) ?? [];

export const nextWaiting = ({ again }: { readonly again?: Scopes['again'] | undefined }): Unsuccessful | undefined =>
  again?.scopes[again.gone];

/** The run has failed: those that waited to be redriven stay as they ended, and are told so. */
export function withoutWaiting(doing: Scopes): Scopes {
  const waiting = waitingIn(doing);
  if (waiting.length === 0) return doing;
  const { again: _, ...run } = doing;
  return waiting.reduce(withEnd, run);
}

/** One that stays as it ended. */
export function withEnd(doing: Scopes, scope: Unsuccessful): Scopes {
  const { writing } = doing;
  const unsuccessful = withOneMore(doing.unsuccessful ?? [], scope);
  if (!writing || !isWritten(writing)) return { ...doing, unsuccessful };
  return { ...doing, unsuccessful, writing: withEnded(writing, endedOf(scope, scope.end, writing.to)) };
}
