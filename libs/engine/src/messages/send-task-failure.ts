import { DEADLINE_PASSED, type MessageOf, type Problem } from '#contracts';
import type { Decision } from '../decision.js';
import { stepOf, type RunningExecution } from '../execution.js';
import { resourceAt } from '../scopes/definition-of.js';
import { failureOf } from '../tasks/result.js';
import type { Handle } from './handle.js';
import { isOfMap, itemsFailed } from './items-came.js';
import { answerOf, repliedTo, type About, type Replied } from './replied.js';
import { notWritten } from './results-written.js';

/**
 * A failure answers its own attempt only: an earlier attempt's changes nothing.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
 */
export const sendTaskFailure: Handle<'SendTaskFailure'> = (decision, message) => {
  const replied = repliedTo(decision.execution, message.taskToken);
  if (replied.to === 'NOTHING') return replied.refused;
  if (replied.to === 'PAST') return undefined;
  if (replied.to === 'WRITER') return notWritten(decision, replied, saidBy(message));
  if (isOfMap(decision, replied)) return itemsFailed(decision, replied, saidBy(message));
  const { outcome = 'refused' } = message;
  const { state, visit, attempt } = replied.token;
  const problem = problemIn(decision, replied, message);
  if (replied.to === 'UNDO') {
    if (replied.latest) decision.record({ type: 'CompensationFailed', state, visit, attempt, ...problem, outcome });
  } else if (replied.to === 'VISIT' && replied.latest && isTimeout(message)) {
    decision.record({ type: 'TaskTimedOut', state, visit, attempt, error: 'States.Timeout' });
    if (outcome === 'refused') timedOutUnbegun(decision, replied, problem);
  } else if (replied.to === 'VISIT' && replied.latest)
    decision.record({ type: 'TaskFailed', state, visit, attempt, ...problem, outcome });
  else if (outcome === 'refused') refusedLate(decision, replied, problem);
  else unknownLate(decision, replied, problem);
  return undefined;
};

/**
 * Whoever does the task may see its deadline pass a moment before the engine does, on the way or before it began: that is
 * the same time-out.
 */
const isTimeout = ({ outcome, error }: MessageOf<'SendTaskFailure'>): boolean =>
  outcome === 'unknown' ? error === 'States.Timeout' : error === DEADLINE_PASSED;

const saidBy = ({ error, cause }: MessageOf<'SendTaskFailure'>): Problem => ({
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
});

function problemIn(
  decision: Decision,
  replied: Exclude<Replied, { to: 'NOTHING' | 'PAST' | 'WRITER' }>,
  message: MessageOf<'SendTaskFailure'>,
): Problem {
  const problem = saidBy(message);
  if (replied.to === 'UNDO') return problem;
  const sent = replied.to === 'VISIT' ? replied.doing : replied.step;
  const resource = resourceAt(decision.machine, replied.token.state);
  return failureOf({ ...sent, resource }, problem, answerOf(decision, replied.token));
}

/**
 * An attempt that was given up was refused after all. If no later one was sent, the step had no effect (R5); once its
 * undo is planned that no longer counts.
 */
function refusedLate(decision: Decision, { token, execution }: About, problem: Problem): void {
  const { state, visit, attempt } = token;
  const step = stepOf(execution, token);
  const isOpen = step?.outcome === 'UNKNOWN' || step?.answerBy !== undefined;
  if (!isOpen || step.unsure || step.attempt !== attempt) return;
  if (execution.undoing && execution.undoing.drainUntil === undefined) return;
  decision.record({ type: 'LateResult', state, visit, attempt, result: 'REFUSED', ...problem });
}

/** As if the engine's own timer had come first, and then the word that nothing was begun. */
const timedOutUnbegun = (decision: Decision, replied: About, problem: Problem): void =>
  refusedLate(decision, { ...replied, execution: decision.execution as RunningExecution }, problem);

/** It was given up while it was out, and its answer is waited for: this is one, though not a helpful one. */
function unknownLate(decision: Decision, { token, execution }: About, problem: Problem): void {
  const { state, visit, attempt } = token;
  const step = stepOf(execution, token);
  if (step?.answerBy === undefined || step.attempt !== attempt) return;
  decision.record({ type: 'LateResult', state, visit, attempt, result: 'UNKNOWN', ...problem });
}
