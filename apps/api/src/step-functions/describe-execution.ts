import type { ExecutionDetails } from '#views';
import { required } from '../shapes/shape.js';
import { executionData } from './execution-data.js';
import { mapRunOf } from './map-run-of.js';
import { operation } from './operation.js';
import { redriveStatusNow } from './redrive-status.js';
import { executionDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { startedBy } from './started-by.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export const describeExecution = operation(
  'DescribeExecution',
  { executionArn: required(shapes.arn), includedData: shapes.includedData },
  async ({ executionArn, includedData }, { arns, views, now }) => {
    const { id } = arns.read(executionArn, 'execution');
    const execution = await views.execution(id);
    if (!execution) throw executionDoesNotExist(executionArn);
    const mapRun = await mapRunOf(execution, views);
    return {
      executionArn,
      name: execution.name,
      status: execution.status,
      ...startedBy(execution, arns),
      ...datesOf(execution),
      ...executionData(execution, includedData),
      ...(mapRun && { mapRunArn: arns.mapRun(mapRun.stateMachine, mapRun.label, mapRun.run) }),
      ...(execution.traceHeader !== undefined && { traceHeader: execution.traceHeader }),
      redriveCount: execution.redriveCount,
      ...(await redriveStatusNow(execution, { views, now })),
    };
  },
);

const datesOf = ({ startedAt, stoppedAt, redrivenAt }: ExecutionDetails) => ({
  startDate: seconds(startedAt),
  ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
  ...(redrivenAt !== undefined && { redriveDate: seconds(redrivenAt) }),
});
