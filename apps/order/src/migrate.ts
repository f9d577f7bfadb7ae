import type { Db } from '#participant';
import { stockFrom } from './stock.js';

export async function migrate(db: Db): Promise<void> {
  const numbered = db.dialect === 'sqlite' ? 'INTEGER PRIMARY KEY' : 'BIGSERIAL PRIMARY KEY';
  await db.run(`CREATE TABLE IF NOT EXISTS orders (
    added ${numbered}, id TEXT NOT NULL, command_id TEXT NOT NULL UNIQUE, customer TEXT, sku TEXT NOT NULL, quantity INTEGER NOT NULL)`);
  await db.run('CREATE TABLE IF NOT EXISTS stock (sku TEXT PRIMARY KEY, pieces BIGINT NOT NULL CHECK (pieces >= 0))');
  for (const [sku, pieces] of Object.entries(stockFrom(process.env['ORDER_STOCK']))) {
    await db.run('INSERT INTO stock (sku, pieces) VALUES (?, ?) ON CONFLICT (sku) DO NOTHING', sku, pieces);
  }
}
