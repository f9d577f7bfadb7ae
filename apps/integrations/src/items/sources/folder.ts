import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { JsonObject } from '#contracts';
import { itemsFailed } from '../items-failed.js';
import { wantsNothing, type Source } from './source.js';

/**
 * A folder within the one that the operator allows. What leads out of that one, by dots or by a link, is not there.
 * @param root the operator's
 */
export function folder(root: string, name: string): Source {
  return {
    read: async (key, { mostBytes, signal }, wanted) => {
      wantsNothing(`file:${name}`, wanted);
      const path = await find(root, name, key);
      const stats = path === undefined ? undefined : await stat(path);
      // Neither a folder nor a pipe that never ends.
      if (path === undefined || !stats?.isFile()) throw notThere(name, key);
      if (stats.size > mostBytes) throw itemsFailed(`${key} has ${stats.size} bytes; ${mostBytes} are the most`);
      return readFile(path, { signal });
    },
    list: async (prefix, most, _, wanted) => {
      wantsNothing(`file:${name}`, wanted);
      const top = await find(root, name, '.');
      if (top === undefined) throw notThere(name, '.');
      const keys = await filesIn(top);
      const listed = keys.filter((key) => key.startsWith(prefix)).slice(0, most);
      return Promise.all(listed.map(async (key) => told(key, await stat(join(top, key)))));
    },
    write: async (key, data, signal) => {
      const path = await placeFor(root, name, key);
      if (path === undefined) throw itemsFailed(`${JSON.stringify(key)} is not within file:${name}`);
      const temporary = join(dirname(path), `.${randomUUID()}.part`);
      try {
        await writeFile(temporary, data, { signal, flush: true });
        await rename(temporary, path);
      } finally {
        await rm(temporary, { force: true });
      }
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

/** Where a new file goes, with the folders that lead there; nothing where a link or dots lead outside. */
async function placeFor(root: string, name: string, key: string): Promise<string | undefined> {
  if ([name, key].some((part) => part.includes('\0') || isAbsolute(part)) || key === '' || key.endsWith('/'))
    return undefined;
  const allowed = await realpath(root);
  const path = join(allowed, name, key);
  if (!isWithin(allowed, path)) return undefined;
  let there = allowed;
  for (const part of relative(allowed, dirname(path))
    .split(sep)
    .filter((each) => each !== '')) {
    there = join(there, part);
    await mkdir(there).catch(unlessThere);
    const really = await realpath(there);
    if (really !== there) return undefined;
  }
  return path;
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
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
