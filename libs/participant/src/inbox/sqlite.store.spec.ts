import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { participantStoreContract } from '../testing/participant-store-contract.js';
import { StoreAway, type ParticipantStore, type StoreTransaction } from './participant.store.js';
import { SqliteStore } from './sqlite.store.js';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
let files = 0;

const make = (wrap: (store: ParticipantStore) => ParticipantStore) => async () => {
  const file = join(folder, `${(files += 1)}.db`);
  const again = () => new SqliteStore({ participant: 'thing', file });
  return { store: wrap(again()), again };
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('SqliteStore', () => {
  for (const { name, run } of participantStoreContract(make((store) => store))) it(name, run);

  it('says what to do when its file cannot be opened', async () => {
    const store = new SqliteStore({ participant: 'thing', file: '/dev/null/thing.db' });
    await expect(store.open(() => undefined)).rejects.toThrow(StoreAway);
    await expect(store.open(() => undefined)).rejects.toThrow(
      /Is BACKSTEP_DATA_DIR a folder that this user may write\?/,
    );
  });
});

/** A store that keeps every promise but one. */
const lying = (lie: (tx: StoreTransaction) => Partial<StoreTransaction>) => (store: ParticipantStore) =>
  new Proxy(store, {
    get(target, name) {
      if (name !== 'transaction') {
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return (work: (tx: StoreTransaction) => Promise<unknown>) =>
        target.transaction((tx) =>
          work({
            db: tx.db,
            rows: (ids) => tx.rows(ids),
            attempt: (w) => tx.attempt(w),
            write: (r) => tx.write(r),
            ...lie(tx),
          }),
        );
    },
  });

const LIARS: Record<string, { store: (store: ParticipantStore) => ParticipantStore; breaks: string }> = {
  'does not roll an attempt back': {
    store: lying(() => ({ attempt: async (work) => work() })),
    breaks: 'takes back what an attempt wrote when it throws, and nothing else',
  },
  'lets the last write win': {
    store: lying((tx) => ({
      write: async (rows) => {
        for (const row of rows) {
          const stored = (await tx.rows([row.id])).get(row.id);
          await tx.write([{ ...row, version: (stored?.version ?? 0) + 1 }]);
        }
      },
    })),
    breaks: 'refuses a row that somebody else has written for the first time',
  },
  'forgets rows': {
    store: lying(() => ({ write: () => undefined })),
    breaks: 'gives back the rows that were written, and only those that are there',
  },
  'swallows what a transaction throws': {
    store: (store) =>
      new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          if (name !== 'transaction') return value.bind(target) as unknown;
          return (work: (tx: StoreTransaction) => Promise<unknown>) =>
            target.transaction((tx) => work(tx).catch(() => undefined));
        },
      }),
    breaks: 'keeps neither when the transaction throws',
  },
};

describe('the contract catches a store that', () => {
  for (const [name, { store, breaks }] of Object.entries(LIARS)) {
    it(name, async () => {
      const caught = participantStoreContract(make(store)).find((rule) => rule.name === breaks);
      await expect(caught?.run()).rejects.toThrow();
    });
  }
});
