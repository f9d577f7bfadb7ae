/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { participantStoreContract } from '../testing/participant-store-contract.js';
import { usePostgres, type Postgres } from '../testing/use-postgres.js';
import { InboxConflict, StoreAway } from './participant.store.js';
import { PostgresStore } from './postgres.store.js';
import type { InboxRow } from './verdict.js';

let postgres: Postgres;

beforeAll(async () => {
  postgres = await usePostgres();
}, 120_000);
afterAll(async () => postgres.stop(), 60_000);

const row: InboxRow = { id: 'a', attempt: 1, status: 'SUCCEEDED', blocked: false, answer: '1', version: 1 };

describe('PostgresStore', () => {
  const make = async () => {
    const url = await postgres.database();
    const again = () => new PostgresStore({ participant: 'thing', url });
    return { store: again(), again };
  };
  for (const { name, run } of participantStoreContract(make)) it(name, run, 30_000);

  it('lets one of two instances that hold the same command win, and takes back what the other did', async () => {
    const { store, again } = await make();
    const other = again();
    const migrate = async (db: { run(sql: string): unknown }) =>
      void (await db.run('CREATE TABLE IF NOT EXISTS things (name TEXT)'));
    await Promise.all([store.open(migrate), other.open(migrate)]);
    let hold = 0;
    const { promise: bothHold, resolve: goOn } = Promise.withResolvers<void>();
    const work = (instance: PostgresStore, name: string) =>
      instance.transaction(async (tx) => {
        expect((await tx.rows(['a'])).size).toBe(0);
        if (++hold === 2) goOn();
        await bothHold;
        await tx.db.run('INSERT INTO things VALUES (?)', name);
        await tx.write([row]);
      });
    const both = await Promise.allSettled([work(store, 'one'), work(other, 'other')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: InboxConflict.name } });
    expect(await store.reader.all('SELECT name FROM things')).toHaveLength(1);
    await Promise.all([store.close(), other.close()]);
  });

  it('outlives the loss of a connection that was doing nothing in its transaction, and goes on with another', async () => {
    const { store } = await make();
    await store.open(() => undefined);
    const lost = store.transaction(async ({ db }) => {
      const [own] = await db.all<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await store.reader.all('SELECT pg_terminate_backend(?)', own!.pid);
      for (let gone = false; !gone;) {
        const left = await store.reader.all('SELECT 1 FROM pg_stat_activity WHERE pid = ?', own!.pid);
        gone = left.length === 0;
      }
      // What the server said last comes with the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      await db.run('SELECT 1');
    });
    await expect(lost).rejects.toThrow();
    expect(await store.transaction(async ({ db }) => await db.all('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await store.close();
  }, 30_000);

  it('says what to do when it is away', async () => {
    const store = new PostgresStore({ participant: 'thing', url: 'postgres://nobody:no@127.0.0.1:1/none' });
    const opened = store.open(() => undefined);
    await expect(opened).rejects.toThrow(StoreAway);
    await expect(opened).rejects.toThrow(/127\.0\.0\.1:1\/none cannot be reached .*Is DATABASE_URL right/);
    await store.close();
  });
});
