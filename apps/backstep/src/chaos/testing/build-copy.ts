import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

export interface BuiltCopy {
  /** A file of the build, by its source: `apps/backstep/src/chaos/chaos.ts`. */
  path(source: string): string;
  discard(): Promise<void>;
}

/**
 * Builds the sources as they are now into a folder of its own, with a `package.json` beside it, so that `#room` leads
 * there: what is tested is neither an old `dist` nor one that somebody else is about to replace.
 */
export async function buildCopy(): Promise<BuiltCopy> {
  const cache = join(ROOT, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'chaos-'));
  await cp(join(ROOT, 'package.json'), join(folder, 'package.json'));
  const swc = join(ROOT, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const args = ['apps', 'libs', '-d', join(folder, 'dist'), '--config-file', '.swcrc', '--copy-files', '--quiet'];
  await promisify(execFile)(process.execPath, [swc, ...args, '--ignore', '**/*.spec.ts'], { cwd: ROOT });
  return {
    path: (source) => join(folder, 'dist', source.replace(/\.ts$/, '.js')),
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}
