import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { instant, pageOf as pageSchema, paging } from './schemas.js';
import { iso, pageOf } from './shown.js';

const lock = z.object({
  key: z.string(),
  holder: z.string().describe('The execution that holds it'),
  since: instant,
  waitingCount: z.int(),
  waiting: z
    .array(z.object({ execution: z.string(), since: instant }))
    .describe('Whose turn comes first is first; not all, where many wait'),
});

export const listLocks = endpoint({
  method: 'GET',
  path: '/locks',
  name: 'ListLocks',
  summary: 'The semantic locks that are held: by whom, since when, and who waits for them',
  tag: 'locks',
  role: 'reader',
  query: z.strictObject(paging),
  answer: pageSchema(lock),
  run: async ({ query: { limit, token } }, { views }) =>
    pageOf(await views.locks({ limit, ...(token !== undefined && { token }) }), ({ since, waiting, ...lock }) => ({
      ...lock,
      since: iso(since),
      waiting: waiting.map((one) => ({ execution: one.execution, since: iso(one.since) })),
    })),
});
