import { join } from 'node:path';
import { SqlViews, type ViewsOptions } from './sql-views.js';
import { SqliteDatabase } from './store/sqlite/sqlite-database.js';
import type { Views } from './views.js';

export interface ViewsPlace extends ViewsOptions {
  /** `postgres://user:password@host:port/database`, which several processes may share. Default: SQLite. */
  readonly databaseUrl?: string | undefined;
  /** Of SQLite's file. Default: `./.backstep`. */
  readonly dataDir?: string | undefined;
}

/** The views where `DATABASE_URL` says, else in `BACKSTEP_DATA_DIR`; open. */
export async function openViews({ databaseUrl, dataDir = '.backstep', ...options }: ViewsPlace = {}): Promise<Views> {
  const views = new SqlViews(await databaseAt(databaseUrl, dataDir), options);
  await views.open();
  return views;
}

async function databaseAt(databaseUrl: string | undefined, dataDir: string) {
  if (databaseUrl === undefined || databaseUrl === '') return new SqliteDatabase({ file: join(dataDir, 'views.db') });
  const { PostgresDatabase } = await import('./store/postgres/postgres-database.js');
  return new PostgresDatabase({ url: databaseUrl });
}
