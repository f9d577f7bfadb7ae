import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SqlViews } from '../../sql-views.js';
import { viewsContract } from '../../testing/views-contract.js';
import { ViewsAway, ViewsTooNew } from '../../views.js';
import { SqliteDatabase } from './sqlite-database.js';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-views-'));
let files = 0;

const make = async () => {
  const file = join(folder, `${(files += 1)}.db`);
  const again = () => new SqlViews(new SqliteDatabase({ file }));
  return { views: again(), again };
};

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('views in SQLite', () => {
  for (const { name, run } of viewsContract(make)) it(name, run);

  it('say what to do when their file cannot be opened', async () => {
    const views = new SqlViews(new SqliteDatabase({ file: '/dev/null/views.db' }));
    await expect(views.open()).rejects.toThrow(ViewsAway);
    await expect(views.open()).rejects.toThrow(/Is BACKSTEP_DATA_DIR a folder that this user may write\?/);
  });

  it('leave tables alone that a later version of this program has changed', async () => {
    const file = join(folder, 'newer.db');
    const views = new SqlViews(new SqliteDatabase({ file }));
    await views.open();
    await views.close();
    const db = new DatabaseSync(file);
    db.exec('UPDATE backstep_schema SET version = 99');
    db.close();
    const older = new SqlViews(new SqliteDatabase({ file }));
    await expect(older.open()).rejects.toThrow(ViewsTooNew);
    await older.close();
  });
});
