import type { ExecutionDetails } from '#views';
import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { executionDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html */
export const stopExecution = operation(
  'StopExecution',
  { executionArn: required(shapes.arn), error: shapes.error, cause: shapes.cause },
  async ({ executionArn, error, cause }, { arns, inbox, views, now }) => {
    const { id } = arns.read(executionArn, 'execution');
    const doesNotExist = () => executionDoesNotExist(executionArn);
    const before = await views.execution(id);
    if (!before) throw doesNotExist();
    if (before.stoppedAt === undefined)
      await inbox
        .ask(id, {
          type: 'StopExecution',
          execution: id,
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
        })
        .catch(refusedAs({ ExecutionDoesNotExist: doesNotExist }));
    // One that is undone first ends later.
    const after: ExecutionDetails = (await views.execution(id)) ?? before;
    return { stopDate: seconds(after.stoppedAt ?? now()) };
  },
);
