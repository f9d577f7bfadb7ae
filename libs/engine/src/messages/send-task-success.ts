import type { ChildOf, Json } from '#contracts';
import { dataLimitExceeded } from '../data-limit.js';
import type { Decision } from '../decision.js';
import { sameVisit } from '../failure/step.js';
import { stepOf } from '../execution.js';
import { resourceAt } from '../scopes/definition-of.js';
import { isOfMap, itemsCame } from './items-came.js';
import { isTooLarge } from '../size.js';
import { resultOf } from '../tasks/result.js';
import type { Handle } from './handle.js';
import { resultsWritten } from './results-written.js';
import { answerOf, isDone, repliedTo, type About, type Open, type Replied } from './replied.js';

/**
 * The success of any attempt is the success of its visit: a participant that has done a command answers every attempt
 * so (R5). https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export const sendTaskSuccess: Handle<'SendTaskSuccess'> = (
  decision,
  { taskToken, output = {}, undoable, logOffset },
) => {
  const replied = repliedTo(decision.execution, taskToken);
  switch (replied.to) {
    case 'NOTHING':
      return replied.refused;
    case 'PAST':
      return undefined;
    case 'VISIT':
      if (isOfMap(decision, replied)) return itemsCame(decision, replied, output);
      return visitSucceeded(decision, replied, { output, undoable, logOffset });
    case 'GIVEN_UP':
      if (isOfMap(decision, replied)) return undefined;
      return succeededLate(decision, replied, output);
    case 'WRITER':
      return resultsWritten(decision, replied, output);
    case 'UNDO': {
      const { state, visit, attempt } = replied.token;
      // Nothing reads an undo's output; one that is too large is left out of the record.
      return decision.record({
        type: 'CompensationSucceeded',
        state,
        visit,
        attempt,
        ...(!isTooLarge(output) && { output }),
      });
    }
  }
};

interface Answer {
  readonly output: Json;
  readonly undoable: true | undefined;
  /** Where the log has the beginning of what is undoable. */
  readonly logOffset: number | undefined;
}

function visitSucceeded(
  decision: Decision,
  replied: Extract<Replied, { to: 'VISIT' }>,
  { output: answer, undoable, logOffset }: Answer,
): void {
  const { state, visit, attempt, submission } = replied.token;
  if (replied.repeats) return;
  if (submission && !(replied.latest && isFirst(replied.doing))) return;
  const child = undoable && childOf(replied, logOffset);
  // It was told to stop, and undoes itself.
  if (undoable && !child) return;
  const resource = resourceAt(decision.machine, state);
  const output = resultOf({ ...replied.doing, resource }, answer, answerOf(decision, replied.token));
  const type = submission ? 'TaskSubmitted' : 'TaskSucceeded';
  if (!isTooLarge(output)) {
    const nested = child && stepOf(replied.execution, replied.token)?.nested;
    return decision.record({ type, state, visit, attempt, output, ...(nested && { child }) });
  }
  // It took effect, but what came of it cannot be kept: for the undo that is an unknown outcome.
  if (!replied.latest) return;
  decision.record({
    type: 'TaskFailed',
    state,
    visit,
    attempt,
    ...dataLimitExceeded(resource),
    outcome: 'unknown',
  });
}

/** The execution that is still waited for by this token. */
function childOf({ execution, token }: About, logOffset: number | undefined): ChildOf | undefined {
  const { attempt } = token;
  const child = execution.children?.find((one) => sameVisit(one, token) && one.attempt === attempt);
  return child && { execution: child.execution, attempt, ...(logOffset !== undefined && { logOffset }) };
}

const isFirst = (doing: Open): boolean => doing.phase === 'OUT' && !doing.submitted;

/** R4: it never revives the branch; it gives the undo its forward output, or makes one necessary. */
function succeededLate(decision: Decision, { step, token }: Extract<Replied, { to: 'GIVEN_UP' }>, answer: Json): void {
  const isKnown = step.outcome === 'SUCCEEDED' && step.answerBy === undefined;
  if (token.submission || isKnown || isDone(step)) return;
  const { state, visit, attempt } = token;
  const asked = { ...step, resource: resourceAt(decision.machine, state) };
  const output = resultOf(asked, answer, answerOf(decision, token));
  decision.record({
    type: 'LateResult',
    state,
    visit,
    attempt,
    result: 'SUCCEEDED',
    ...(!isTooLarge(output) && { output }),
  });
}
