import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, jest } from '@jest/globals';
import { until } from '#kafka/testing';
import { PACKAGE_ROOT } from '../command-line/version.js';

jest.setTimeout(240_000);

const BIN = join(PACKAGE_ROOT, 'bin/backstep.js');

/** The demo as a person starts it; what is built is what runs. */
function demo(...args: string[]) {
  if (!existsSync(join(PACKAGE_ROOT, 'dist'))) throw new Error('Nothing is built: npm run build');
  const env = { ...process.env, NO_COLOR: '1' };
  const child = spawn(process.execPath, [BIN, 'demo', ...args], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const exitCode = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, said, exitCode };
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('backstep-demo-'));

describe('the demo', () => {
  it('tells four sagas, finds in the databases what was promised, and leaves nothing behind', async () => {
    const before = new Set(leftovers());
    const { said, exitCode } = demo();
    const [out, err] = await said;
    expect({ exitCode: await exitCode, err }).toMatchObject({ exitCode: 0 });

    expect(out).toMatch(
      /│ 1 +│ create user → place order → send notification +│ SUCCEEDED │ user, order, notification │/,
    );
    expect(out).toMatch(/│ 2 +│ the notification is refused.*│ FAILED +│ nothing +│/);
    expect(out).toMatch(/│ 3 +│ out of stock.*│ FAILED +│ nothing +│/);
    expect(out).toMatch(/│ 4 +│ the order service is stopped.*outcome unknown │ FAILED +│ nothing +│/);
    expect(out).toContain('nothing found.');
    expect(out).toMatch(/\? PlaceOrder +no answer in time, outcome unknown/);
    expect(out).toMatch(/undo planned +order\.cancel \(PlaceOrder succeeded\), then user\.delete/);
    expect(leftovers().filter((name) => !before.has(name))).toEqual([]);
  });

  it('ends everything on Ctrl+C', async () => {
    const before = new Set(leftovers());
    const { child, said, exitCode } = demo();
    let parts: number[] = [];
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await until(
      'all four processes are up',
      () => (parts = [...out.matchAll(/process (\d+)/g)].map(([, pid]) => Number(pid))).length >= 4,
      120_000,
    );
    child.kill('SIGINT');
    await said;
    expect(await exitCode).toBe(1);
    expect(parts.filter(isAlive)).toEqual([]);
    expect(leftovers().filter((name) => !before.has(name))).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
