import { LIMITS, type EventOf } from '#contracts';
import { stepOf, takenOf, visitsIn, type EndedExecution, type InState, type ScopeState } from '#engine';

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
    const next = nextAttempt(position, event.anew);
    if (event.attempt !== next) return `attempt ${next} of it is next`;
  } else if (position.at !== 'BETWEEN' || (position.next !== undefined && position.next !== event.state))
    return position.at === 'BETWEEN' ? `${position.next} was next` : 'it was at its end';
  const open = openScopes(root, new Set(event.anew)).toSorted().join();
  const named = (event.scopes ?? []).toSorted().join();
  const odd = event.anew?.find((state) => !mayBeginAnew(visitedAt(root, state), ended.resume));
  if (odd !== undefined) return `${odd} has not failed as a whole`;
  return open === named
    ? undefined
    : `${open || 'no branch or iteration'} was not done, and ${named || 'none'} goes on`;
}

const UNDER_WAY: ReadonlySet<string> = new Set(['OUT', 'FAILED', 'LOCKING', 'LOCKED']);

/** A try that was under way is followed by the next one; one that was due anyway is that. */
const nextAttempt = ({ state, doing }: InState, anew: readonly string[] = []): number =>
  'attempt' in doing ? doing.attempt + (UNDER_WAY.has(doing.phase) || anew.includes(state) ? 1 : 0) : 1;

/** Not those of a Distributed Map, which go on with its run; and none of what begins again as a whole. */
function openScopes({ position }: ScopeState, anew: ReadonlySet<string>): string[] {
  if (position.at !== 'STATE' || position.doing.phase !== 'SCOPES') return [];
  if (position.doing.mode || anew.has(position.state)) return [];
  return position.doing.scopes.flatMap((scope) =>
    scope.position.at !== 'END' ? [`${position.state}[${scope.index}]`, ...openScopes(scope, anew)] : [],
  );
}

const visitedAt = (root: ScopeState, state: string): InState | undefined =>
  [...visitsIn(root)].find((position) => position.state === state);

/** Where anything within it could still be done, doing that again would be once too often. */
function mayBeginAnew(position: InState | undefined, execution: EndedExecution['resume']): boolean {
  const doing = position?.doing;
  if (position && doing?.phase === 'ANSWERED') return !(execution && stepOf(execution, position)?.whole);
  if (doing?.phase !== 'SCOPES') return doing?.phase === 'READ';
  const isDone = doing.scopes.every((scope) => scope.position.at === 'END') && takenOf(doing) >= doing.length;
  return isDone || doing.failure?.error === 'States.DataLimitExceeded' || (doing.mode !== undefined && !doing.run);
}
