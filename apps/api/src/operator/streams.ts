import { z } from 'zod';
import { isEnd } from '#contracts';
import { followExecution } from '../projector/follow-execution.js';
import { stream } from './endpoint.js';
import { filterInQuery } from './execution-query.js';
import { found, shownEvent } from './executions.js';
import { followList } from './follow-list.js';
import { executionId, flag } from './schemas.js';

export const streamEvents = stream({
  path: '/executions/{id}/events/stream',
  name: 'StreamEvents',
  summary: 'What happens in an execution, from its first event or from behind `Last-Event-ID` on, as it comes',
  tag: 'executions',
  role: 'reader',
  params: executionId,
  query: z.strictObject({ untilEnd: flag.optional().describe('The stream ends with the execution') }),
  // Before the answer begins, so that who asks for what is not there is told so.
  open: async ({ params, query, lastEventId, signal }, { views, live }) => {
    const { id: execution, parent } = await found(params.id, { views });
    const followed = followExecution(views, live, { execution, parent, lastEventId, signal });
    return (async function* () {
      for await (const { events } of followed)
        for (const one of events) {
          const data = shownEvent(one);
          yield { id: data.id, data };
          if (query.untilEnd === 'true' && isEnd(one.event)) return;
        }
    })();
  },
});

const { mapRun: _, ...filter } = filterInQuery;

export const streamExecutions = stream({
  path: '/executions/stream',
  name: 'StreamExecutions',
  summary:
    'Executions as they change: `execution` for one that is in the list, `left` for one that no longer is, `reset` when ' +
    'the list is to be read again. Open it, then read the list',
  tag: 'executions',
  role: 'reader',
  query: z.strictObject(filter),
  open: ({ query, lastEventId, signal }, service) =>
    Promise.resolve(followList(service, query, { lastEventId, signal })),
});
