import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the services' own databases hold, by the command that made it. */
export interface Ledger {
  readonly users: ReadonlyMap<string, { readonly email: string }>;
  readonly orders: ReadonlyMap<string, { readonly sku: string; readonly quantity: number }>;
  readonly notifications: ReadonlyMap<string, { readonly address: string }>;
  /** Each effect in its order: `+` done, `-` undone. */
  readonly journal: ReadonlyMap<string, string>;
  readonly stock: ReadonlyMap<string, number>;
}

export function readLedger(dataDir: string): Ledger {
  const byCommand = <Row extends object>(service: string, table: string, columns: string) =>
    new Map(
      rows<Row & { command_id: string }>(dataDir, service, `SELECT command_id, ${columns} FROM ${table}`).map((row) => [
        row.command_id,
        row as Row,
      ]),
    );
  const journal = new Map<string, string>();
  for (const { command_id, effect } of rows<{ command_id: string; effect: string }>(
    dataDir,
    'journal',
    'SELECT command_id, effect FROM journal ORDER BY line',
  ))
    journal.set(command_id, (journal.get(command_id) ?? '') + effect);
  const stock = rows<{ sku: string; pieces: number }>(dataDir, 'order', 'SELECT sku, pieces FROM stock');
  return {
    users: byCommand('user', 'users', 'email'),
    orders: byCommand('order', 'orders', 'sku, quantity'),
    notifications: byCommand('notification', 'notifications', 'address'),
    journal,
    stock: new Map(stock.map(({ sku, pieces }) => [sku, pieces])),
  };
}

function rows<Row>(dataDir: string, service: string, sql: string): Row[] {
  const database = new DatabaseSync(join(dataDir, `${service}.db`), { readOnly: true });
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}
