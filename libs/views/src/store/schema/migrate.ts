import { ViewsTooNew } from '../../views.js';
import type { Dialect, SqlWriter } from '../database.js';
import { schema1 } from './schema-1.js';
import { schema2 } from './schema-2.js';
import { schema3 } from './schema-3.js';
import { schema4 } from './schema-4.js';

/** In their order: the first brings an empty database to version 1. */
const MIGRATIONS: readonly ((dialect: Dialect) => string)[] = [schema1, schema2, schema3, schema4];

/** Brings the tables from the version that the version table says to the newest, within a transaction. */
export async function migrate(sql: SqlWriter, migrations = MIGRATIONS): Promise<void> {
  await sql.run('CREATE TABLE IF NOT EXISTS backstep_schema (version INTEGER NOT NULL)');
  const [stored] = await sql.all('SELECT version FROM backstep_schema');
  const version = Number(stored?.['version'] ?? 0);
  if (version > migrations.length)
    throw new ViewsTooNew(
      `The views have tables of version ${version}, this program knows version ${migrations.length}. ` +
        'Run the newer program, or give this one a database of its own; it fills it from the log.',
    );
  if (version === migrations.length) return;
  for (const migration of migrations.slice(version))
    for (const statement of statementsOf(migration(sql.dialect))) await sql.run(statement);
  await sql.run('DELETE FROM backstep_schema');
  await sql.run(`INSERT INTO backstep_schema VALUES (${migrations.length})`);
}

const statementsOf = (script: string): string[] =>
  script
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
