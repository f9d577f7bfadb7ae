import type { Json } from '#contracts';
import type { Decision } from '../decision.js';
import { visitAt } from '../scopes/scope-tree.js';
import { isTooLarge } from '../size.js';
import type { Handle } from './handle.js';
import { isDone, repliedTo, type Replied } from './replied.js';

/**
 * The success of any attempt is the success of its visit: a participant that has done a command answers every attempt
 * so (R5). https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export const sendTaskSuccess: Handle<'SendTaskSuccess'> = (decision, { taskToken, output = {} }) => {
  const replied = repliedTo(decision.execution, taskToken);
  switch (replied.to) {
    case 'NOTHING':
      return replied.refused;
    case 'PAST':
      return undefined;
    case 'VISIT':
      return visitSucceeded(decision, replied, output);
    case 'GIVEN_UP':
      return succeededLate(decision, replied, output);
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

function visitSucceeded(decision: Decision, replied: Extract<Replied, { to: 'VISIT' }>, output: Json): void {
  const { state, visit, attempt } = replied.token;
  if (!isTooLarge(output)) return decision.record({ type: 'TaskSucceeded', state, visit, attempt, output });
  // It took effect, but what came of it cannot be kept: for the undo that is an unknown outcome.
  if (!replied.latest) return;
  const out = visitAt(replied.execution, replied.token)?.doing;
  const resource = out?.phase === 'OUT' ? out.resource : '';
  decision.record({
    type: 'TaskFailed',
    state,
    visit,
    attempt,
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${resource}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    outcome: 'unknown',
  });
}

/** R4: it never revives the branch; it gives the undo its forward output, or makes one necessary. */
function succeededLate(decision: Decision, { step, token }: Extract<Replied, { to: 'GIVEN_UP' }>, output: Json): void {
  if (step.outcome === 'SUCCEEDED' || isDone(step)) return;
  const { state, visit, attempt } = token;
  decision.record({
    type: 'LateResult',
    state,
    visit,
    attempt,
    result: 'SUCCEEDED',
    ...(!isTooLarge(output) && { output }),
  });
}
