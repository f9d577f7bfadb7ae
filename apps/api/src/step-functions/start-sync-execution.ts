import type { ExecutionDetails } from '#views';
import { required } from '../shapes/shape.js';
import { executionData } from './execution-data.js';
import { operation } from './operation.js';
import { typeNotSupported } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { start } from './start.js';
import { startTarget } from './start-target.js';
import { untilEnded } from './until-ended.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export const startSyncExecution = operation(
  'StartSyncExecution',
  {
    stateMachineArn: required(shapes.arn),
    name: shapes.name,
    input: shapes.data,
    traceHeader: shapes.traceHeader,
    includedData: shapes.includedData,
  },
  async (input, service, { signal }) => {
    const target = await startTarget(input.stateMachineArn, service);
    if (target.machine.type !== 'EXPRESS') throw typeNotSupported();
    const { id, executionArn, name } = await start(target, input, service);
    const ended = await untilEnded(id, service, signal);
    return {
      executionArn,
      stateMachineArn: service.arns.stateMachine(ended.stateMachine),
      name,
      startDate: seconds(ended.startedAt),
      stopDate: seconds(ended.stoppedAt),
      status: statusOf(ended),
      ...executionData(ended, input.includedData),
      ...(input.traceHeader !== undefined && { traceHeader: input.traceHeader }),
      billingDetails: billingOf(ended.stoppedAt - ended.startedAt),
    };
  },
);

/** Nobody stops an Express execution, so one that was stopped has failed. */
const statusOf = ({ status }: ExecutionDetails) =>
  status === 'SUCCEEDED' || status === 'TIMED_OUT' ? status : ('FAILED' as const);

/** As AWS would bill it: in steps of 100 ms and 64 MB. */
const billingOf = (milliseconds: number) => ({
  billedDurationInMilliseconds: Math.max(1, Math.ceil(milliseconds / 100)) * 100,
  billedMemoryUsedInMB: 64,
});
