import { z } from 'zod';
import { endpoint } from './endpoint.js';
import { word } from './schemas.js';

export const rebuildViews = endpoint({
  method: 'POST',
  path: '/views/rebuild',
  name: 'RebuildViews',
  summary: 'Empty the views and fill them from the log again; GET /partitions tells how far they are',
  tag: 'partitions',
  role: 'admin',
  body: z.strictObject(word),
  answer: z.object({ left: z.int().describe('Records of the log that the views do not have yet') }),
  run: async ({ body }, { rebuild }) => ({ left: await rebuild(body) }),
});
