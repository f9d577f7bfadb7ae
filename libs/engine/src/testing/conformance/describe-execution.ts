import { executionArn, expressExecutionArn, type JsonObject } from '#contracts';
import type { Owned } from './in-memory-owner.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function describeExecution({ of, execution }: Owned): JsonObject {
  if (execution.status === 'NEW' || execution.status === 'RUNNING') throw new Error(`${execution.id} goes on`);
  const { id, name, status, output, problem, input, startedAt, stoppedAt } = execution;
  return {
    executionArn: of.express ? expressExecutionArn(id) : executionArn(id),
    stateMachineArn: of.arn,
    name,
    status,
    startDate: startedAt / 1000,
    stopDate: stoppedAt / 1000,
    input: JSON.stringify(input),
    inputDetails: { included: true },
    ...(output !== undefined && { output: JSON.stringify(output), outputDetails: { included: true } }),
    ...(problem?.error !== undefined && { error: problem.error }),
    ...(problem?.cause !== undefined && { cause: problem.cause }),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export function describeSync(owned: Owned): JsonObject {
  const described = describeExecution(owned);
  const seconds = Number(described['stopDate']) - Number(described['startDate']);
  const billingDetails = { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: Math.ceil(seconds * 10) * 100 };
  return { ...described, billingDetails };
}
