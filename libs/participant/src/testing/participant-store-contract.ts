import { expect } from '@jest/globals';
import { InboxConflict, type Db, type ParticipantStore } from '../inbox/participant.store.js';
import type { InboxRow } from '../inbox/verdict.js';

/** A promise of every store, and how to see that it is kept. */
export interface StoreRule {
  readonly name: string;
  run(): Promise<void>;
}

const row = (id: string, version = 1, more: Partial<InboxRow> = {}): InboxRow => ({
  id,
  attempt: 1,
  status: 'SUCCEEDED',
  blocked: false,
  answer: '{"n":"ß \\u0000"}',
  version,
  ...more,
});

const migrate = async (db: Db) => {
  await db.run('CREATE TABLE IF NOT EXISTS things (name TEXT PRIMARY KEY, size INTEGER NOT NULL)');
};
const add = async (db: Db, name: string) => void (await db.run('INSERT INTO things VALUES (?, ?)', name, 1));
const names = async (db: Db) =>
  (await db.all<{ name: string }>('SELECT name FROM things ORDER BY name')).map(({ name }) => name);

class Planned extends Error {}

const failing = async () => {
  throw new Planned('planned');
};

/**
 * What a participant relies on.
 * @param make a store on an empty database; `again` another one on the same.
 */
export function participantStoreContract(
  make: () => Promise<{ store: ParticipantStore; again(): ParticipantStore }>,
): StoreRule[] {
  const rule = (
    name: string,
    check: (store: ParticipantStore, again: () => ParticipantStore) => Promise<void>,
  ): StoreRule => ({
    name,
    async run() {
      const { store, again } = await make();
      try {
        await store.open(migrate);
        await check(store, again);
      } finally {
        await store.close();
      }
    },
  });
  const write = (store: ParticipantStore, ...rows: InboxRow[]) => store.transaction(async (tx) => tx.write(rows));
  const read = (store: ParticipantStore, ...ids: string[]) => store.transaction(async (tx) => tx.rows(ids));

  return [
    rule('gives back the rows that were written, and only those that are there', async (store) => {
      const rows = [row('a'), row('b', 1, { status: 'NONE', attempt: 0, blocked: true, answer: '' })];
      await write(store, ...rows);
      expect(await read(store, 'a', 'b', 'c')).toEqual(new Map(rows.map((each) => [each.id, each])));
    }),
    rule('commits effect and row together', async (store) => {
      await store.transaction(async (tx) => {
        await add(tx.db, 'kept');
        await tx.write([row('a')]);
      });
      expect(await names(store.reader)).toEqual(['kept']);
      expect((await read(store, 'a')).size).toBe(1);
    }),
    rule('keeps neither when the transaction throws', async (store) => {
      const lost = store.transaction(async (tx) => {
        await add(tx.db, 'lost');
        await tx.write([row('a')]);
        throw new Planned();
      });
      await expect(lost).rejects.toThrow(Planned);
      expect(await names(store.reader)).toEqual([]);
      expect((await read(store, 'a')).size).toBe(0);
    }),
    rule('takes back what an attempt wrote when it throws, and nothing else', async (store) => {
      await store.transaction(async (tx) => {
        await tx.attempt(() => add(tx.db, 'before'));
        const lost = tx.attempt(async () => {
          await add(tx.db, 'lost');
          await failing();
        });
        await expect(lost).rejects.toThrow(Planned);
        await tx.attempt(() => add(tx.db, 'behind'));
      });
      expect(await names(store.reader)).toEqual(['before', 'behind']);
    }),
    rule('goes on behind a statement that the database refused', async (store) => {
      await store.transaction(async (tx) => {
        await tx.attempt(() => add(tx.db, 'one'));
        await expect(tx.attempt(() => add(tx.db, 'one'))).rejects.toThrow(/unique/i);
        await tx.attempt(() => add(tx.db, 'two'));
      });
      expect(await names(store.reader)).toEqual(['one', 'two']);
    }),
    rule('gives back what an attempt returned', async (store) => {
      expect(await store.transaction((tx) => tx.attempt(async () => 'this'))).toBe('this');
    }),
    rule('refuses a row that somebody else has written for the first time', async (store) => {
      await write(store, row('a'));
      await expect(write(store, row('a', 1, { answer: 'other' }))).rejects.toThrow(InboxConflict);
      expect((await read(store, 'a')).get('a')?.answer).toBe(row('a').answer);
    }),
    rule('refuses a row that somebody else has changed', async (store) => {
      await write(store, row('a'));
      await write(store, row('a', 2));
      await expect(write(store, row('b'), row('a', 2, { blocked: true }))).rejects.toThrow(InboxConflict);
      expect((await read(store, 'a', 'b')).get('a')?.blocked).toBe(false);
    }),
    rule('refuses with the row also the effect', async (store) => {
      await write(store, row('a'));
      const late = store.transaction(async (tx) => {
        await add(tx.db, 'twice');
        await tx.write([row('a')]);
      });
      await expect(late).rejects.toThrow(InboxConflict);
      expect(await names(store.reader)).toEqual([]);
    }),
    rule('takes the next version of a row', async (store) => {
      await write(store, row('a'));
      await write(store, row('a', 2, { blocked: true }));
      expect((await read(store, 'a')).get('a')).toEqual(row('a', 2, { blocked: true }));
    }),
    rule('shows its reader nothing of a transaction that goes on', async (store) => {
      await store.transaction(async (tx) => {
        await add(tx.db, 'not yet');
        expect(await names(store.reader)).toEqual([]);
      });
      expect(await names(store.reader)).toEqual(['not yet']);
    }),
    rule('lets its reader write nothing', async (store) => {
      await expect(add(store.reader, 'by the reader')).rejects.toThrow(/read-?only/i);
    }),
    rule('keeps transactions that begin together apart', async (store) => {
      const both = await Promise.allSettled([
        store.transaction(async (tx) => {
          await add(tx.db, 'first');
          await new Promise((resolve) => setImmediate(resolve));
          throw new Planned();
        }),
        store.transaction(async (tx) => add(tx.db, 'second')),
      ]);
      expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await names(store.reader)).toEqual(['second']);
    }),
    rule('counts the rows that a statement changed', async (store) => {
      await store.transaction(async ({ db }) => {
        await add(db, 'a');
        await add(db, 'b');
        expect(await db.run('UPDATE things SET size = size + ?', 1)).toBe(2);
        expect(await db.run('DELETE FROM things WHERE name = ?', 'c')).toBe(0);
        expect((await db.get<{ size: number }>('SELECT size FROM things WHERE name = ?', 'a'))?.size).toBe(2);
        expect(await db.get('SELECT size FROM things WHERE name = ?', 'c')).toBe(undefined);
      });
    }),
    rule('does not take a refused statement for being away', async (store) => {
      const refused = await store
        .transaction(async ({ db }) => db.run('INSERT INTO things VALUES (?, ?)', 'a', null))
        .catch((e: unknown) => e);
      expect(refused).toMatchObject({ message: expect.stringMatching(/null/i) });
      expect(store.isAway(refused)).toBe(false);
    }),
    rule('has everything again when it is opened again', async (store, again) => {
      await store.transaction(async (tx) => {
        await add(tx.db, 'kept');
        await tx.write([row('a')]);
      });
      await store.close();
      const next = again();
      try {
        await next.open(migrate);
        expect(await names(next.reader)).toEqual(['kept']);
        expect((await read(next, 'a')).get('a')).toEqual(row('a'));
      } finally {
        await next.close();
      }
    }),
  ];
}
