import type { JsonObject } from '#contracts';
import type { Executed } from './step-functions.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function describeExecution({ arn, name, of, execution, startedAt, endedAt }: Executed): JsonObject {
  const { status, output, problem, input } = execution;
  return {
    executionArn: arn,
    stateMachineArn: of.arn,
    name,
    status,
    startDate: startedAt / 1000,
    stopDate: endedAt / 1000,
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(problem?.error !== undefined && { error: problem.error }),
    ...(problem?.cause !== undefined && { cause: problem.cause }),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export const describeSync = (executed: Executed): JsonObject => ({
  ...describeExecution(executed),
  billingDetails: {
    billedMemoryUsedInMB: 64,
    billedDurationInMilliseconds: Math.ceil((executed.endedAt - executed.startedAt) / 100) * 100,
  },
});
