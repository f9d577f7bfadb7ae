import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package: the sources and `dist` are at different depths below it. */
export const PACKAGE_ROOT = rootAbove(import.meta.dirname);

function rootAbove(folder: string): string {
  const parent = dirname(folder);
  if (parent === folder) return process.cwd();
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(parent);
}

export const VERSION = (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string })
  .version;
