import type { Pool } from 'pg';

/**
 * A connection that the server ends is replaced by the pool, and whatever was asked fails. But the pool listens only to
 * what is idle, and to queries of its own; what is said of a connection on its way out would end the process.
 */
export function outliveLosses(pool: Pool): void {
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
}
