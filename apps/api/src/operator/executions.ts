import { z } from 'zod';
import type { Json } from '#contracts';
import type { ExecutionDetails, HistoryItem, LoggedEvent } from '#views';
import { described, executionDetails } from './described-execution.js';
import { endpoint } from './endpoint.js';
import { executionQuery, filterInQuery } from './execution-query.js';
import { foldExecution } from './fold-execution.js';
import type { OperatorService } from './operator-service.js';
import { noSuchExecution } from './problem.js';
import { execution, executionId, flag, instant, pageOf as pageSchema, paging } from './schemas.js';
import { iso, pageOf, shown } from './shown.js';

const tag = 'executions';

export const listExecutions = endpoint({
  method: 'GET',
  path: '/executions',
  name: 'ListExecutions',
  summary: 'Executions, newest first, narrowed down by what they are about and how they are',
  tag,
  role: 'reader',
  query: z.strictObject({ ...filterInQuery, ...paging }),
  answer: pageSchema(execution),
  run: async ({ query }, { views, arns }) => {
    const { limit, token } = query;
    const page = { limit, ...(token !== undefined && { token }) };
    return pageOf(await views.executions({ ...executionQuery(query), ...page }), (one) => shown(one, arns));
  },
});

export const describeExecution = endpoint({
  method: 'GET',
  path: '/executions/{id}',
  name: 'DescribeExecution',
  summary: 'One execution: where it is, what it did, and how its undo stands',
  tag,
  role: 'reader',
  params: executionId,
  answer: executionDetails,
  run: async ({ params }, service) => {
    const { views } = service;
    const details = await found(params.id, { views });
    return described(details, await foldExecution(views, details.parent ?? details.id), service);
  },
});

const loggedEvent = z.object({
  id: z.string().describe('Its place; streams go on behind it'),
  at: instant,
  event: z.looseObject({ type: z.string() }),
});

export const shownEvent = ({ offset, index, at, event }: LoggedEvent) => ({
  id: `${offset}.${index}`,
  at: iso(at),
  event: { ...event },
});

export const listEvents = endpoint({
  method: 'GET',
  path: '/executions/{id}/events',
  name: 'ListEvents',
  summary: 'What happened in an execution, as the log has it',
  tag,
  role: 'reader',
  params: executionId,
  query: z.strictObject({ reverse: flag.optional(), ...paging }),
  answer: pageSchema(loggedEvent),
  run: async ({ params, query }, { views }) => {
    const { id } = await found(params.id, { views });
    const { reverse, limit, token } = query;
    const asked = { execution: id, reverse: reverse === 'true', limit, ...(token !== undefined && { token }) };
    return pageOf(await views.events(asked), shownEvent);
  },
});

export const listHistory = endpoint({
  method: 'GET',
  path: '/executions/{id}/history',
  name: 'ListHistory',
  summary: 'What happened in an execution, as Step Functions tells it, with its undo',
  tag,
  role: 'reader',
  params: executionId,
  query: z.strictObject({ reverse: flag.optional(), includeCompensation: flag.default('true'), ...paging }),
  answer: pageSchema(z.looseObject({ type: z.string(), timestamp: z.number().describe('Seconds since 1970') })),
  run: async ({ params, query }, { views }) => {
    const { id } = await found(params.id, { views });
    const { reverse, includeCompensation, limit, token } = query;
    const page = await views.history({
      execution: id,
      reverse: reverse === 'true',
      includeCompensation: includeCompensation === 'true',
      limit,
      ...(token !== undefined && { token }),
    });
    return pageOf(
      page,
      (item: HistoryItem) => ({ ...item }) as { type: string; timestamp: number; [field: string]: Json },
    );
  },
});

/** @throws Problem if there is no such execution. */
export async function found(id: string, { views }: Pick<OperatorService, 'views'>): Promise<ExecutionDetails> {
  const details = await views.execution(id);
  if (!details) throw noSuchExecution(id);
  return details;
}
