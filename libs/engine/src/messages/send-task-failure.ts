import type { MessageOf, Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { problemOf } from '../evolve/position.js';
import type { Handle } from './handle.js';
import { repliedTo, type Replied } from './replied.js';

/**
 * A failure answers its own attempt only: an earlier attempt's changes nothing.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
 */
export const sendTaskFailure: Handle<'SendTaskFailure'> = (decision, message) => {
  const replied = repliedTo(decision.execution, message.taskToken);
  if (replied.to === 'NOTHING') return replied.refused;
  if (replied.to === 'PAST') return undefined;
  const { outcome = 'refused' } = message;
  const problem = problemIn(message);
  const { state, visit, attempt } = replied.token;
  switch (replied.to) {
    case 'VISIT':
      if (replied.latest) decision.record({ type: 'TaskFailed', state, visit, attempt, ...problem, outcome });
      return undefined;
    case 'UNDO':
      if (replied.latest) decision.record({ type: 'CompensationFailed', state, visit, attempt, ...problem, outcome });
      return undefined;
    case 'GIVEN_UP':
      return refusedLate(decision, replied, problem, outcome);
  }
};

const problemIn = ({ error, cause }: MessageOf<'SendTaskFailure'>): Problem =>
  problemOf({ ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) });

/** The last attempt was refused after all, so the step had no effect (R5). Once its undo is planned that no longer counts. */
function refusedLate(
  decision: Decision,
  { step, token, execution }: Extract<Replied, { to: 'GIVEN_UP' }>,
  problem: Problem,
  outcome: 'refused' | 'unknown',
): void {
  const { state, visit, attempt } = token;
  if (outcome !== 'refused' || step.outcome !== 'UNKNOWN' || step.attempt !== attempt || step.undo) return;
  if (execution.undoing && execution.undoing.drainUntil === undefined) return;
  decision.record({ type: 'LateResult', state, visit, attempt, result: 'REFUSED', ...problem });
}
