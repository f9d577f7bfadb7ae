import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What is left in the services' own databases. */
export interface LeftBehind {
  readonly users: number;
  readonly orders: number;
  readonly notifications: number;
}

export function leftBehind(dataDir: string): LeftBehind {
  return {
    users: rows(join(dataDir, 'user.db'), 'users'),
    orders: rows(join(dataDir, 'order.db'), 'orders'),
    notifications: rows(join(dataDir, 'notification.db'), 'notifications'),
  };
}

function rows(file: string, table: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  } finally {
    db.close();
  }
}
