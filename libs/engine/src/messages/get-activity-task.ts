import { parseResource } from '#asl';
import { refuse } from '../decision.js';
import type { Handle } from './handle.js';
import { repliedTo, type Open } from './replied.js';

/**
 * Gives an activity's task to the worker that asks for it, once: whoever asks after that has to look for another one.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
 */
export const getActivityTask: Handle<'GetActivityTask'> = (decision, { taskToken, workerName }) => {
  const replied = repliedTo(decision.execution, taskToken);
  if (replied.to === 'NOTHING') return replied.refused;
  if (replied.to !== 'VISIT' || !replied.latest || !waits(replied.doing))
    return refuse('TaskDoesNotExist', 'This task waits for no worker.');
  const { state, visit, attempt } = replied.token;
  decision.record({
    type: 'ActivityStarted',
    state,
    visit,
    attempt,
    ...(workerName !== undefined && { workerName }),
  });
  return undefined;
};

const waits = (doing: Open): boolean =>
  doing.phase === 'OUT' && !doing.submitted && parseResource(doing.resource)?.kind === 'activity';
