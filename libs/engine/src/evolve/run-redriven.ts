import type { EventOf } from '#contracts';
import type { InnerScope, Scopes } from '../scopes/scope-state.js';
import type { RunningExecution } from '../execution.js';
import { triedAgain } from './tried-again.js';
import { failureOf, highestVisit, inScopes, newScope, tolerates } from './scope-events.js';
import { nextWaiting, withEnd, withLost, withoutWaiting, type Lost } from './unsuccessful.js';

/**
 * The run is redriven: https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html. Those that stay as
 * they ended count as failed, also for what the run tolerates.
 */
export const runRedriven = (execution: RunningExecution, event: EventOf<'MapRunRedriven'>): RunningExecution =>
  inScopes(execution, event, ({ again, ...before }) => {
    const { count: redrives, except = [] } = event;
    if (!again || except.length === 0) return { ...before, ...(again && { again }), redrives };
    const stays = new Set(except.map(({ index }) => index));
    const [stay, goOn] = partedBy(again.scopes, ({ index }) => stays.has(index));
    const doing = { ...before, redrives, failed: stay.reduce((sum, { items = 1 }) => sum + items, 0) };
    const failure = failureOf(doing, {});
    const next: Scopes = {
      ...stay.reduce(withEnd, doing),
      ...(!doing.writing &&
        tolerates(doing) && {
          lost: stay.reduce<Lost>((lost, scope) => withLost(lost, scope, scope.end), []),
        }),
      ...(goOn.length > 0 && { again: { scopes: goOn, gone: 0 } }),
      ...(failure && { failure }),
    };
    return failure ? withoutWaiting(next) : next;
  });

function partedBy<T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** One iteration goes on; its history has its end and this behind it. */
export const iterationRedriven = (
  execution: RunningExecution,
  event: EventOf<'MapIterationRedriven'>,
  at: number,
): RunningExecution =>
  inScopes(execution, event, ({ again, ...doing }) => {
    const next = nextWaiting({ again });
    if (!again || next?.index !== event.index) throw new Error(`${event.state}[${event.index}] does not wait`);
    const { end, ...was } = next;
    const scope: InnerScope = {
      ...(doing.express && was.position.at !== 'END' ? fromTheStart(was, at) : triedAgain(was, event, { at, ...end })),
      historyLength: (was.historyLength ?? 0) + 2,
      redrives: (was.redrives ?? 0) + 1,
      redrivenAt: at,
    };
    const before = doing.scopes.filter(({ index }) => index < scope.index).length;
    return {
      ...doing,
      scopes: doing.scopes.toSpliced(before, 0, scope),
      ...(again.gone + 1 < again.scopes.length && { again: { ...again, gone: again.gone + 1 } }),
    };
  });

/** With the same input; its visits count on, so that no id comes twice. */
function fromTheStart(was: InnerScope, at: number): InnerScope {
  const { index, items, begun, visitsBefore = 0 } = was;
  return {
    ...newScope(index, begun?.input ?? null, at, Math.max(visitsBefore, highestVisit(was))),
    ...(items !== undefined && { items }),
    ...(begun && { begun }),
  };
}
