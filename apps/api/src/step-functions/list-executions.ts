import type { ExecutionQuery, ExecutionSummary } from '#views';
import type { Arns } from '../arns/arns.js';
import { text } from '../shapes/shape.js';
import type { Service } from './operation.js';
import { operation } from './operation.js';
import type { Input } from './operation-types.js';
import { pageQuery } from './page-query.js';
import {
  itemsOf,
  referencedNotFound,
  resourceNotFound,
  stateMachineDoesNotExist,
  typeNotSupported,
} from './refusals.js';
import { refuseLabel } from './machine-arn.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { startedBy } from './started-by.js';
import { StepFunctionsError } from './step-functions-error.js';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export const listExecutions = operation(
  'ListExecutions',
  {
    stateMachineArn: shapes.arn,
    statusFilter: text({ oneOf: STATUSES }),
    maxResults: shapes.maxResults,
    nextToken: text({ min: 1, max: 3_096 }),
    mapRunArn: shapes.longArn,
    redriveFilter: text({ oneOf: ['REDRIVEN', 'NOT_REDRIVEN'] }),
  },
  async (input, service) => {
    const { statusFilter: status, redriveFilter, mapRunArn } = input;
    const of = await scopeOf(input, service);
    // An execution goes on at once; an iteration that waits for its turn is told by how it ended.
    if (status === 'PENDING_REDRIVE') return { executions: [] };
    const query: ExecutionQuery = {
      ...of,
      ...(status && { status }),
      ...(redriveFilter && { redriven: redriveFilter === 'REDRIVEN' }),
      ...pageQuery(input),
    };
    const { items, ...next } = itemsOf(await service.views.executions(query));
    return { executions: items.map((execution) => listed(execution, service.arns, mapRunArn)), ...next };
  },
);

/** Whose executions are wanted. */
async function scopeOf(
  { stateMachineArn, mapRunArn }: Input<'ListExecutions'>,
  { arns, views }: Service,
): Promise<Pick<ExecutionQuery, 'stateMachine' | 'versionNumber' | 'alias' | 'mapRun'>> {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined)) throw EITHER_OR();
  if (mapRunArn !== undefined) {
    const { run } = arns.read(mapRunArn, 'mapRun');
    if (!(await views.mapRun(run))) throw resourceNotFound(mapRunArn);
    return { mapRun: run };
  }
  const arn = stateMachineArn!;
  const read = arns.read(arn, 'stateMachine');
  refuseLabel(read, arn);
  const { name, number, alias } = read;
  const machine = await views.stateMachine(name);
  if (!machine) throw stateMachineDoesNotExist(arn);
  if (machine.type === 'EXPRESS') throw typeNotSupported();
  if (alias !== undefined && !(await views.alias(name, alias))) throw referencedNotFound(arn);
  return {
    stateMachine: name,
    ...(number !== undefined && { versionNumber: number }),
    ...(alias !== undefined && { alias }),
  };
}

const EITHER_OR = () =>
  new StepFunctionsError(
    'ValidationException',
    'Exactly one of the following fields must be specified: [stateMachineArn, mapRunArn]',
    { reason: 'MISSING_REQUIRED_PARAMETER' },
  );

function listed(execution: ExecutionSummary, arns: Arns, mapRunArn: string | undefined) {
  const { id, name, status, startedAt, stoppedAt, redriveCount, redrivenAt } = execution;
  return {
    executionArn: arns.execution(id),
    name,
    status,
    startDate: seconds(startedAt),
    ...startedBy(execution, arns),
    ...(stoppedAt !== undefined && { stopDate: seconds(stoppedAt) }),
    ...(mapRunArn !== undefined && { mapRunArn }),
    ...(redriveCount > 0 && { redriveCount }),
    ...(redrivenAt !== undefined && { redriveDate: seconds(redrivenAt) }),
  };
}
