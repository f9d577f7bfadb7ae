#!/usr/bin/env node
// Runs on any Node, so that one that is too old is told what to do, and the one that is pinned here is used.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const MAIN = new URL('../dist/apps/backstep/src/main.js', import.meta.url);
const PINNED = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

const stop = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(5);
};

if (!existsSync(MAIN)) stop('Backstep is not built yet: run `npm ci`, or `npm run build`, in its folder.');
if (Number(process.versions.node.split('.')[0]) >= OLDEST) await import(MAIN.href);
else if (existsSync(PINNED) && process.env.BACKSTEP_PINNED === undefined) {
  const env = { ...process.env, BACKSTEP_PINNED: '1' };
  const child = spawn(PINNED, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { env, stdio: 'inherit' });
  // Ctrl+C on a terminal reaches both; the one that works decides when it is over.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  stop(
    `Backstep needs Node ${OLDEST} or newer; this is ${process.version}. In a clone, \`npm ci\` brings one along: use \`npm start\`, \`npm run demo\` or \`npx backstep\`.`,
  );
}
