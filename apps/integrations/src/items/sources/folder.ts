import type { Stats } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { JsonObject } from '#contracts';
import { itemsFailed } from '../items-failed.js';
import type { Source } from './source.js';

/**
 * A folder within the one that the operator allows. What leads out of that one, by dots or by a link, is not there.
 * @param root the operator's
 */
export function folder(root: string, name: string): Source {
  return {
    read: async (key, { mostBytes, signal }) => {
      const path = await find(root, name, key);
      const stats = path === undefined ? undefined : await stat(path);
      // Neither a folder nor a pipe that never ends.
      if (path === undefined || !stats?.isFile()) throw notThere(name, key);
      if (stats.size > mostBytes) throw itemsFailed(`${key} has ${stats.size} bytes; ${mostBytes} are the most`);
      return readFile(path, { signal });
    },
    list: async (prefix, most) => {
      const top = await find(root, name, '.');
      if (top === undefined) throw notThere(name, '.');
      const keys = await filesIn(top);
      const listed = keys.filter((key) => key.startsWith(prefix)).slice(0, most);
      return Promise.all(listed.map(async (key) => told(key, await stat(join(top, key)))));
    },
  };
}

const notThere = (name: string, key: string) => itemsFailed(`There is no ${JSON.stringify(key)} in file:${name}`);

/** Where it really is; nothing where that is outside. */
async function find(root: string, name: string, key: string): Promise<string | undefined> {
  if ([name, key].some((part) => part.includes('\0') || isAbsolute(part))) return undefined;
  const allowed = await realpath(root);
  const path = await realpath(join(allowed, name, key)).catch(() => undefined);
  return path !== undefined && isWithin(allowed, path) ? path : undefined;
}

function isWithin(allowed: string, path: string): boolean {
  const way = relative(allowed, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Links are not followed. */
async function filesIn(top: string): Promise<string[]> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(top, join(parentPath, name)).split(sep).join('/')).sort();
}

const told = (Key: string, { mtimeMs, size }: Stats): JsonObject => ({
  Key,
  LastModified: Math.floor(mtimeMs / 1000),
  Size: size,
});
