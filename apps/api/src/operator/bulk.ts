import { z } from 'zod';
import type { ExecutionDetails, ExecutionSummary } from '#views';
import { endpoint } from './endpoint.js';
import { executionQuery, filterInBody } from './execution-query.js';
import type { OperatorService } from './operator-service.js';
import { Problem } from './problem.js';
import { problemOf } from './problem-of.js';
import { word } from './schemas.js';
import { notRedrivable, notStoppable, redrive, stop, type Word } from './stop-and-redrive.js';

/** More are for several requests, so that one is answered in seconds. */
const MOST = 200;
const AT_ONCE = 8;

const body = z.strictObject({
  filter: filterInBody.refine((filter) => Object.keys(filter).length > 0, 'must narrow the list down'),
  ...word,
  preview: z.boolean().default(true).describe('true: nothing is done, and what would be is answered'),
  expected: z.int().positive().optional().describe('As many as the preview said: with another number nothing is done'),
});

const answer = z.object({
  preview: z.boolean(),
  matched: z.int(),
  more: z.boolean().describe(`There are more than ${MOST}: ask again when these are done`),
  done: z.array(z.string()).describe('Of a preview: those that it would be done to'),
  refused: z.array(z.object({ id: z.string(), because: z.string() })),
});

interface Action {
  /** Why it cannot be done to this one. */
  refuses(details: ExecutionDetails, service: OperatorService): Problem | undefined;
  act(details: ExecutionDetails, word: Word, service: OperatorService): Promise<void>;
}

interface Asked {
  readonly body: z.output<typeof body>;
  readonly signal: AbortSignal;
}

async function bulk({ body, signal }: Asked, action: Action, service: OperatorService) {
  const { filter, by, why, preview, expected } = body;
  const { views } = service;
  const page = await views.executions({ ...executionQuery(filter), limit: MOST });
  const found: readonly ExecutionSummary[] = page.ok ? page.items : [];
  const matched = found.length;
  if (!preview && expected !== matched)
    throw new Problem('not-now', `${matched} executions are so, and ${expected ?? 'no number of them'} was expected.`, {
      next: 'Ask for a preview again, and send what it says of `matched` as `expected`.',
    });
  const done: string[] = [];
  const refused: { id: string; because: string }[] = [];
  const one = async ({ id }: ExecutionSummary) => {
    const details = await views.execution(id);
    const because = details ? action.refuses(details, service)?.message : 'It is gone.';
    if (because !== undefined) return void refused.push({ id, because });
    try {
      if (!preview) await action.act(details!, { by, why }, service);
      done.push(id);
    } catch (error) {
      refused.push({ id, because: problemOf(error, undefined)?.message ?? 'It failed for an unknown reason.' });
    }
  };
  // Who went away did not mean the rest.
  for (let from = 0; from < matched && !signal.aborted; from += AT_ONCE)
    await Promise.all(found.slice(from, from + AT_ONCE).map(one));
  return { preview, matched, more: page.ok && page.next !== undefined, done, refused };
}

const shared = { method: 'POST', tag: 'bulk', role: 'operator', body, answer } as const;

export const bulkStop = endpoint({
  ...shared,
  path: '/bulk/stop',
  name: 'BulkStop',
  summary: 'Stop all executions that are so; a preview says first which',
  run: (asked, service) => bulk(asked, { refuses: notStoppable, act: stop }, service),
});

export const bulkRedrive = endpoint({
  ...shared,
  path: '/bulk/redrive',
  name: 'BulkRedrive',
  summary: 'Redrive all executions that are so; a preview says first which',
  run: (asked, service) => bulk(asked, { refuses: notRedrivable, act: redrive }, service),
});
