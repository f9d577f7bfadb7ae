import { z } from 'zod';
import type { ExecutionDetails, Reading } from '#views';
import { endpoint } from './endpoint.js';
import { executionQuery, filterInBody, type Filter } from './execution-query.js';
import type { OperatorService } from './operator-service.js';
import { Problem } from './problem.js';
import { problemOf } from './problem-of.js';
import { word } from './schemas.js';
import type { SentEvent } from './send-events.js';
import { notRedrivable, notStoppable, redrive, stop, type Word } from './stop-and-redrive.js';

/** More are for several requests: so many ids are held in memory. */
const MOST = 100_000;
const A_PAGE = 500;
const AT_ONCE = 8;
/** The others are counted. */
const MOST_TOLD = 1_000;

const body = z.strictObject({
  filter: filterInBody.refine((filter) => Object.keys(filter).length > 0, 'must narrow the list down'),
  ...word,
  preview: z.boolean().default(true).describe('true: nothing is done, and what would be is answered'),
  expected: z.int().positive().optional().describe('As many as the preview said: with another number nothing is done'),
});

const counts = z.object({ done: z.int(), refused: z.int() });

const answer = z.object({
  preview: z.boolean(),
  matched: z.int(),
  more: z.boolean().describe(`There are more than ${MOST}: ask again when these are done`),
  counts: counts.describe('Of a preview: to how many it would be done, and to how many not'),
  done: z.array(z.string()).describe(`The first ${MOST_TOLD}; of a preview: those that it would be done to`),
  refused: z.array(z.object({ id: z.string(), because: z.string() })).describe(`The first ${MOST_TOLD}`),
});
type Answer = z.output<typeof answer>;

interface Action {
  /** Why it cannot be done to this one. */
  refuses(details: ExecutionDetails, service: OperatorService): Problem | undefined;
  act(details: ExecutionDetails, word: Word, service: OperatorService): Promise<void>;
}

interface Asked {
  readonly body: z.output<typeof body>;
  readonly signal: AbortSignal;
}

/** Those that are so now, the newest first. What changes meanwhile is seen when its turn comes. */
async function matching(filter: Filter, views: Reading): Promise<{ ids: readonly string[]; more: boolean }> {
  const ids: string[] = [];
  for (let token: string | undefined; ;) {
    const page = await views.executions({
      ...executionQuery(filter),
      limit: A_PAGE,
      ...(token !== undefined && { token }),
    });
    if (!page.ok) return { ids, more: false };
    ids.push(...page.items.map(({ id }) => id));
    token = page.next;
    if (token === undefined || ids.length >= MOST) return { ids, more: token !== undefined };
  }
}

/** @throws Problem if there are not as many as were expected. */
async function open(asked: Asked, action: Action, service: OperatorService): Promise<AsyncIterable<SentEvent>> {
  const { filter, preview, expected } = asked.body;
  const found = await matching(filter, service.views);
  const matched = found.ids.length;
  if (preview || expected === matched) return steps({ ...asked, ...found }, action, service);
  throw new Problem('not-now', `${matched} executions are so, and ${expected ?? 'no number of them'} was expected.`, {
    next: 'Ask for a preview again, and send what it says of `matched` as `expected`.',
  });
}

type Found = Asked & Awaited<ReturnType<typeof matching>>;

/** Nothing of it is kept: whoever is cut off asks for a preview again, and what is done no longer matches. */
async function* steps({ body, ids, more, signal }: Found, action: Action, service: OperatorService) {
  const { by, why, preview } = body;
  const told: Answer = { preview, matched: ids.length, more, counts: { done: 0, refused: 0 }, done: [], refused: [] };
  const one = async (id: string) => {
    const because = await refusedAs(id, { action, service, ...(!preview && { word: { by, why } }) });
    if (because === undefined) {
      if (++told.counts.done <= MOST_TOLD) told.done.push(id);
    } else if (++told.counts.refused <= MOST_TOLD) told.refused.push({ id, because });
  };
  // Who went away did not mean the rest.
  for (let from = 0; from < ids.length && !signal.aborted; from += AT_ONCE) {
    yield { event: 'progress', data: { matched: told.matched, ...told.counts } };
    await Promise.all(ids.slice(from, from + AT_ONCE).map(one));
  }
  if (!signal.aborted) yield { event: 'end', data: told };
}

interface Doing {
  readonly action: Action;
  readonly service: OperatorService;
  /** Absent: it is only asked whether it could be done. */
  readonly word?: Word;
}

async function refusedAs(id: string, { action, service, word: said }: Doing): Promise<string | undefined> {
  try {
    const details = await service.views.execution(id);
    if (!details) return 'It is gone.';
    const problem = action.refuses(details, service);
    if (problem) return problem.message;
    if (said) await action.act(details, said, service);
    return undefined;
  } catch (error) {
    return problemOf(error, undefined)?.message ?? 'It failed for an unknown reason.';
  }
}

/** As one answer, once all of it is done. */
async function bulk(asked: Asked, action: Action, service: OperatorService): Promise<Answer> {
  let last: SentEvent | undefined;
  for await (const event of await open(asked, action, service)) last = event;
  // Its caller is gone.
  if (last?.event !== 'end') throw new Problem('away', 'It was cut off.', { next: 'Ask for a preview again.' });
  return last.data as Answer;
}

const endpointOf = (one: { path: string; name: string; summary: string }, action: Action) =>
  endpoint({
    method: 'POST',
    tag: 'bulk',
    role: 'operator',
    body,
    answer,
    ...one,
    run: (asked, service) => bulk(asked, action, service),
    open: (asked, service) => open(asked, action, service),
  });

export const bulkStop = endpointOf(
  {
    path: '/bulk/stop',
    name: 'BulkStop',
    summary: 'Stop all executions that are so; a preview says first which',
  },
  { refuses: notStoppable, act: stop },
);

export const bulkRedrive = endpointOf(
  {
    path: '/bulk/redrive',
    name: 'BulkRedrive',
    summary: 'Redrive all executions that are so; a preview says first which',
  },
  { refuses: notRedrivable, act: redrive },
);
