import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { word } from './schemas.js';

export const pruneViews = endpoint({
  method: 'POST',
  path: '/views/prune',
  name: 'PruneViews',
  summary: 'Forget executions that ended long ago, with their histories; the log has them still',
  tag: 'partitions',
  role: 'admin',
  body: z.strictObject({
    days: z.number().min(0).describe('Those that ended so many days ago, or earlier. Redriving takes up to 14'),
    ...word,
  }),
  answer: z.object({ forgotten: z.int() }),
  run: async ({ body: { days, ...said } }, { prune }) => ({ forgotten: await prune(days, said) }),
});
