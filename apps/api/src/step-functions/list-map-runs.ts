import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { executionDoesNotExist, itemsOf } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html */
export const listMapRuns = operation(
  'ListMapRuns',
  { executionArn: required(shapes.arn), maxResults: shapes.maxResults, nextToken: shapes.nextToken },
  async (input, { arns, views }) => {
    const { executionArn } = input;
    const { id } = arns.read(executionArn, 'execution');
    if (!(await views.execution(id))) throw executionDoesNotExist(executionArn);
    const { items, ...next } = itemsOf(await views.mapRuns({ execution: id, ...pageQuery(input) }));
    const mapRuns = items.map(({ stateMachine, label, run, startedAt, stoppedAt }) => ({
      executionArn,
      mapRunArn: arns.mapRun(stateMachine, label, run),
      stateMachineArn: arns.stateMachine(stateMachine),
      startDate: seconds(startedAt),
      ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
    }));
    return { mapRuns, ...next };
  },
);
