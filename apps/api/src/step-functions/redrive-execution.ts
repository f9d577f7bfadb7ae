import { required, text } from '../shapes/shape.js';
import { operation } from './operation.js';
import { redriveMessage } from './redrive-message.js';
import { redriveStatusNow } from './redrive-status.js';
import { refusedAs } from './refused-as.js';
import { executionDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
export const redriveExecution = operation(
  'RedriveExecution',
  {
    executionArn: required(shapes.arn),
    clientToken: text({ min: 1, max: 64, pattern: { test: /^[!-~]+$/, source: '[!-~]+' } }),
  },
  async ({ executionArn, clientToken }, { arns, inbox, views, now }) => {
    const { id } = arns.read(executionArn, 'execution');
    const doesNotExist = () => executionDoesNotExist(executionArn);
    const execution = await views.execution(id);
    if (!execution) throw doesNotExist();
    const { redriveStatus, redriveStatusReason } = {
      redriveStatusReason: undefined,
      ...(await redriveStatusNow(execution, { views, now })),
    };
    // Whoever asks again with the same token is answered as he was, by who knows the token.
    const mayRepeat = clientToken !== undefined && execution.redriveCount > 0;
    if (redriveStatus !== 'REDRIVABLE' && !mayRepeat)
      throw new StepFunctionsError('ExecutionNotRedrivable', redriveStatusReason ?? 'Redrive its Map Run instead');
    await inbox
      .ask(id, await redriveMessage(execution, { ...(clientToken !== undefined && { clientToken }) }, views))
      .catch(refusedAs({ ExecutionDoesNotExist: doesNotExist }));
    const after = await views.execution(id);
    return { redriveDate: seconds(after?.redrivenAt ?? now()) };
  },
);
