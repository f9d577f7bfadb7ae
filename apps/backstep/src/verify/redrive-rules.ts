import { LIMITS, type EventOf } from '#contracts';
import type { EndedExecution, InState, ScopeState } from '#engine';

/**
 * Why an execution that has ended cannot go on so (R17): it goes on where it was, with what was not done, and only if
 * nothing of it was undone.
 * @param ended absent if it left nothing to go on with
 */
export function redriveProblem(
  ended: EndedExecution | undefined,
  event: EventOf<'ExecutionRedriven'>,
  at: number,
): string | undefined {
  if (!ended?.resume || ended.status === 'SUCCEEDED') return 'there is nothing that it could go on with';
  if (ended.compensationStatus !== 'NONE') return 'it was undone';
  if (at - ended.stoppedAt > LIMITS.redrivableMs) return 'that was too long ago';
  const { root } = ended.resume;
  const { position } = root;
  if (position.at === 'STATE') {
    if (event.state !== position.state || event.visit !== position.visit)
      return `it was in ${position.state}/${position.visit}`;
    if (event.attempt !== nextAttempt(position)) return `attempt ${nextAttempt(position)} of it is next`;
  } else if (position.at !== 'BETWEEN' || (position.next !== undefined && position.next !== event.state))
    return position.at === 'BETWEEN' ? `${position.next} was next` : 'it was at its end';
  const open = openScopes(root).toSorted().join();
  const named = (event.scopes ?? []).toSorted().join();
  return open === named
    ? undefined
    : `${open || 'no branch or iteration'} was not done, and ${named || 'none'} goes on`;
}

const UNDER_WAY: ReadonlySet<string> = new Set(['OUT', 'FAILED', 'LOCKING', 'LOCKED']);

/** A try that was under way is followed by the next one; one that was due anyway is that. */
const nextAttempt = ({ doing }: InState): number =>
  'attempt' in doing ? doing.attempt + (UNDER_WAY.has(doing.phase) ? 1 : 0) : 1;

function openScopes({ position }: ScopeState): string[] {
  if (position.at !== 'STATE' || position.doing.phase !== 'SCOPES') return [];
  return position.doing.scopes.flatMap((scope) =>
    scope.position.at !== 'END' ? [`${position.state}[${scope.index}]`, ...openScopes(scope)] : [],
  );
}
