import { z } from 'zod';

export const executionStatus = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
export type ExecutionStatus = z.infer<typeof executionStatus>;

export const compensationStatus = z.enum(['NONE', 'IN_PROGRESS', 'COMPLETED', 'BLOCKED', 'PARTIAL']);
export type CompensationStatus = z.infer<typeof compensationStatus>;

/**
 * A record of `<prefix>outcomes`: the `detail` of EventBridge's *Step Functions Execution Status Change*, plus
 * `compensationStatus`. Dates are epoch milliseconds and payloads are JSON texts, as there.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const outcome = z.looseObject({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: executionStatus,
  startDate: z.number(),
  stopDate: z.number().nullable(),
  input: z.string().nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  compensationStatus,
});
export type Outcome = z.infer<typeof outcome>;
