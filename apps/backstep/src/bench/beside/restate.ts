import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#participant/testing';
import { askCpu } from '../cpu.js';
import { closedLoop } from './closed-loop.js';
import { Installed } from './installed.js';
import { RESTATE_PACKAGES } from './packages.js';
import type { StartSystem } from '../system.js';

/** Not the package's script, which only starts it: it is this process that is measured, and ended. */
const BINARY = `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;

/** Restate: its server with its own storage, and the handlers in a process of their own. The steps write nothing. */
export const startRestate: StartSystem = async (folder, say) => {
  const installed = await Installed.of(RESTATE_PACKAGES, say);
  const [admin, ingress, node] = await Promise.all([freePort(), freePort(), freePort()]);
  const server = spawn(installed.file(BINARY), ['--base-dir', join(folder, 'restate')], {
    env: {
      ...process.env,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RUST_LOG: 'error',
    },
    stdio: 'ignore',
  });
  const services = fork(new URL('restate-services.js', import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production', RESTATE_LOGGING: 'ERROR' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(services, 'message')) as [{ port: number }];
  await register(`http://127.0.0.1:${admin}`, `http://127.0.0.1:${port}`);
  const cpu = async () => (await askCpu(services)).cpu + cpuOf(server).ms;
  return {
    system: `Restate ${RESTATE_PACKAGES['@restatedev/restate-server']}`,
    run: async (run) => {
      const before = await cpu();
      const result = await closedLoop(run, (fail) => succeeds(`http://127.0.0.1:${ingress}/saga/run`, fail));
      return { ...result, cpuMs: ((await cpu()) - before) / result.ended, rssMb: cpuOf(server).rssMb };
    },
    stop: async () => {
      services.kill();
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
};

async function succeeds(url: string, fail: boolean): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ fail }) });
  await answer.text();
  return answer.ok;
}

async function register(admin: string, uri: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ uri });
  while (Date.now() < deadline) {
    const answer = await fetch(`${admin}/deployments`, { method: 'POST', headers, body }).catch(() => undefined);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('Restate did not take the services in a minute.');
}

const CLOCK_TICKS_A_SECOND = 100;

/** Of a process that is not ours, as Linux tells it. */
function cpuOf({ pid }: ChildProcess): { ms: number; rssMb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { ms: (ticks * 1_000) / CLOCK_TICKS_A_SECOND, rssMb: (Number(fields[21]) * 4_096) / 1e6 };
}
