/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SILENT } from '#kafka';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { usePostgres, type Postgres } from '#participant/testing';
import { openViews, type Views } from '#views';
import { everythingIn, TestLog, tiny } from '#views/testing';
import { Projector } from './projector.js';
import { rebuild } from './rebuild.js';

const LOG = 'log';
const PARTITIONS = 3;
const PATIENCE = { timeoutMs: 30_000 };

let postgres: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'shared-views-'));

beforeAll(async () => {
  postgres = await usePostgres();
}, 120_000);
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A few processes that share a database, each with a projector of its own. */
async function processes(n: number) {
  const broker = memoryBroker();
  const kafka = memoryKafka(broker);
  await kafka.ensureTopics([{ topic: LOG, partitions: PARTITIONS, config: {} }]);
  const log = new TestLog(PARTITIONS);
  const sent = Array.from({ length: PARTITIONS }, () => 0);
  const flush = async () => {
    const producer = await kafka.producer();
    for (const [partition, from] of sent.entries()) {
      const values = log.records(partition).slice(from);
      sent[partition]! += values.length;
      if (values.length > 0) await producer.send(values.map((value) => ({ topic: LOG, partition, key: 'k', value })));
    }
    await producer.close();
  };
  const databaseUrl = await postgres.database();
  const all = await Promise.all(
    Array.from({ length: n }, async () => {
      const views = await openViews({ databaseUrl });
      return {
        views,
        projector: await Projector.start({ kafka: memoryKafka(broker), views, log: LOG, logger: SILENT }),
      };
    }),
  );
  const close = async () => {
    for (const { views, projector } of all) {
      await projector.stop();
      await views.close();
    }
  };
  return { kafka, databaseUrl, log, flush, all, close };
}

/** Executions that are redriven again and again: whoever takes a batch in twice counts too many. */
function write(log: TestLog, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const id = `m:${i % 17}`;
    if (i < 17) log.decide(id, tiny.started(id));
    else log.decide(id, { type: 'ExecutionRedriven', state: 'A', visit: 1, attempt: i }, tiny.entered('A', i));
  }
}

/** What one process makes of the same log, in SQLite. */
async function expected(log: TestLog, name: string): Promise<object> {
  const alone = await openViews({ dataDir: join(folder, name) });
  await alone.apply(log.rewind().batches());
  const { positions: _, ...answers } = (await everythingIn(alone)) as { positions: unknown };
  await alone.close();
  return answers;
}

const answersOf = async (views: Views) => {
  const { positions: _, ...answers } = (await everythingIn(views)) as { positions: unknown };
  return answers;
};

describe('processes that share their views', () => {
  it('take everything in once, also when the database drops them', async () => {
    const { databaseUrl, log, flush, all, close } = await processes(3);
    const operator = new pg.Client({ connectionString: databaseUrl });
    await operator.connect();
    for (let n = 0; n < 12; n++) {
      write(log, n * 50, (n + 1) * 50);
      await flush();
      if (n % 3 !== 1) continue;
      await operator.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    }
    await operator.end();
    const last = log.decide('m:0', tiny.succeeded());
    await flush();
    for (const { projector } of all) {
      expect(await projector.reached(last, PATIENCE)).toBe(true);
      await until('nothing is left', async () => (await projector.lag()).every(({ records }) => records === 0), 30_000);
      expect(projector.failure).toBeUndefined();
    }
    const answers = await expected(log, 'drops');
    for (const { views } of all) expect(await answersOf(views)).toEqual(answers);
    await close();
  }, 120_000);

  it('go on while one of them empties and fills them again', async () => {
    const { kafka, databaseUrl, log, flush, all, close } = await processes(2);
    write(log, 0, 200);
    await flush();
    const views = await openViews({ databaseUrl });
    const rebuilt = rebuild({ kafka, views, log: LOG, logger: SILENT });
    for (let n = 4; n < 8; n++) {
      write(log, n * 50, (n + 1) * 50);
      await flush();
    }
    await rebuilt;
    const last = log.decide('m:0', tiny.succeeded());
    await flush();
    for (const { projector } of all) {
      expect(await projector.reached(last, PATIENCE)).toBe(true);
      await until('nothing is left', async () => (await projector.lag()).every(({ records }) => records === 0), 30_000);
    }
    expect(await answersOf(views)).toEqual(await expected(log, 'rebuilt'));
    await views.close();
    await close();
  }, 120_000);
});
