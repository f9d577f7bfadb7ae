import { fork } from 'node:child_process';
import { once } from 'node:events';
import { usePostgres } from '#participant/testing';
import type { Run } from '../load.js';
import { DBOS_PACKAGES } from './packages.js';
import { Installed } from './installed.js';
import type { StartSystem, SystemRun } from '../system.js';

/** DBOS Transact on PostgreSQL, a library: the workflows run where they are started. The steps write nothing. */
export const startDbos: StartSystem = async (_, say) => {
  await Installed.of(DBOS_PACKAGES, say);
  const postgres = await usePostgres();
  const env = { ...process.env, NODE_ENV: 'production', DATABASE_URL: await postgres.database() };
  // It says an error of each step that refuses, which is what half of the runs are about.
  const worker = fork(new URL('dbos-worker.js', import.meta.url), {
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await once(worker, 'message');
  return {
    system: `DBOS Transact ${DBOS_PACKAGES['@dbos-inc/dbos-sdk']}, PostgreSQL`,
    run: async (run: Run) => {
      worker.send(run);
      const [result] = (await once(worker, 'message')) as [SystemRun];
      return result;
    },
    stop: async () => {
      worker.kill('SIGKILL');
      await postgres.stop();
    },
  };
};
