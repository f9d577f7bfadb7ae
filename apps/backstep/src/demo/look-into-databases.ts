import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Pool } from 'pg';
import type { Left } from './sagas.js';

/** Where the services keep their rows. */
export interface Databases {
  /** Rows of an execution; each service notes the command that made a row. */
  left(execution: string): Promise<Left>;
  close(): Promise<void>;
}

const TABLES = { user: 'users', order: 'orders', notification: 'notifications' } as const;
type Participant = keyof typeof TABLES;

/** Read-only, past the services: what is really there, not what they say is there. */
export async function lookIntoDatabases(dataDir: string, databaseUrl: string | undefined): Promise<Databases> {
  if (!databaseUrl) return new Sqlite(dataDir);
  // Who uses SQLite does not load the client of the other.
  const { default: pg } = await import('pg');
  return new Postgres(
    new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c default_transaction_read_only=on' }),
  );
}

const sqlFor = (participant: Participant, placeholder: string): string =>
  `SELECT count(*) AS n FROM ${TABLES[participant]} WHERE command_id LIKE ${placeholder}`;

const pattern = (execution: string): string => `${execution}/%`;

class Sqlite implements Databases {
  constructor(private readonly dataDir: string) {}

  left(execution: string): Promise<Left> {
    return Promise.resolve({
      user: this.#count('user', execution),
      order: this.#count('order', execution),
      notification: this.#count('notification', execution),
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #count(participant: Participant, execution: string): number {
    const database = new DatabaseSync(join(this.dataDir, `${participant}.db`), { readOnly: true });
    try {
      return Number(database.prepare(sqlFor(participant, '?')).get(pattern(execution))?.['n']);
    } finally {
      database.close();
    }
  }
}

class Postgres implements Databases {
  constructor(private readonly pool: Pool) {}

  async left(execution: string): Promise<Left> {
    const count = async (participant: Participant) =>
      Number((await this.pool.query<{ n: string }>(sqlFor(participant, '$1'), [pattern(execution)])).rows[0]?.n);
    return { user: await count('user'), order: await count('order'), notification: await count('notification') };
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
