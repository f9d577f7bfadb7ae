/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decisionsOf, randomStories, type RandomStory } from '#engine/testing';
import { usePostgres, type Postgres } from '#participant/testing';
import { openViews } from '../open-views.js';
import { everythingIn } from '../testing/everything-in.js';
import { TestLog } from '../testing/test-log.js';
import { created } from '../testing/tiny-events.js';
import type { Views } from '../views.js';

let postgres: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'equal-answers-'));
let folders = 0;

beforeAll(async () => {
  postgres = await usePostgres();
}, 120_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The state machine is created in between: who reads the log gets to know partitions in any order. */
async function logOf(stories: readonly RandomStory[], partitions: number): Promise<TestLog> {
  const log = new TestLog(partitions);
  const definition = { StartAt: 'A', SearchAttributes: { n: '$.n' } };
  for (const [i, { entity, at, events }] of (await decisionsOf(stories)).entries()) {
    log.at(at).decideIn(log.partitionOf(entity), entity, ...events);
    if (i === 3) log.decide('signup', created('signup', { definition }));
  }
  return log;
}

async function answers(views: Views, log: TestLog, most: number): Promise<object> {
  log.rewind();
  for (let batches = log.batches(most); batches.length > 0; batches = log.batches(most)) await views.apply(batches);
  return everythingIn(views);
}

describe('SQLite and PostgreSQL', () => {
  it('give equal answers to any log, however it is cut, and the same again when they are filled again', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 99 }));
    await fc.assert(
      fc.asyncProperty(randomStories({ most: 8 }), sizes, async (stories, [some, others]) => {
        const log = await logOf(stories, 3);
        const sqlite = await openViews({ dataDir: join(folder, `${(folders += 1)}`) });
        const shared = await openViews({ databaseUrl: await postgres.database() });
        try {
          const answered = await answers(sqlite, log, some);
          expect(await answers(shared, log, others)).toEqual(answered);
          await shared.clear();
          expect(await answers(shared, log, some)).toEqual(answered);
        } finally {
          await Promise.all([sqlite.close(), shared.close()]);
        }
      }),
      { numRuns: 8 },
    );
  }, 400_000);
});
