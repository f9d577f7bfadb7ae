/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { usePostgres, type Postgres } from '#participant/testing';
import { SqlViews } from '../../sql-views.js';
import { viewsContract } from '../../testing/views-contract.js';
import { ViewsAway } from '../../views.js';
import { PostgresDatabase } from './postgres-database.js';

let postgres: Postgres;

beforeAll(async () => {
  postgres = await usePostgres();
}, 120_000);
afterAll(async () => postgres.stop(), 60_000);

const make = async () => {
  const url = await postgres.database();
  const again = () => new SqlViews(new PostgresDatabase({ url }));
  return { views: again(), again };
};

describe('views in PostgreSQL', () => {
  for (const { name, run } of viewsContract(make)) it(name, run, 60_000);

  it('are made once by several that begin together', async () => {
    const { again } = await make();
    const all = [again(), again(), again()];
    await Promise.all(all.map((views) => views.open()));
    for (const views of all) expect(await views.positions()).toEqual([]);
    await Promise.all(all.map((views) => views.close()));
  });

  it('say what to do when they are away', async () => {
    const views = new SqlViews(new PostgresDatabase({ url: 'postgres://nobody:no@127.0.0.1:1/none' }));
    const opened = views.open();
    await expect(opened).rejects.toThrow(ViewsAway);
    await expect(opened).rejects.toThrow(/127\.0\.0\.1:1\/none cannot be reached .*Is DATABASE_URL right/);
    await views.close();
  });
});
