import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** Packages that are measured and not used: installed on demand, outside of this repository. */
export class Installed {
  private constructor(readonly folder: string) {}

  static async of(packages: Readonly<Record<string, string>>, say: (text: string) => void): Promise<Installed> {
    const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
    const cache = process.env['BACKSTEP_CACHE_DIR'] ?? join(homedir(), '.cache', 'backstep');
    const folder = join(cache, 'bench', wanted.join('+').replaceAll(/[^\w.+-]/g, '_'));
    if (!existsSync(join(folder, 'node_modules'))) {
      say(`installing ${wanted.join(', ')}`);
      mkdirSync(folder, { recursive: true });
      const flags = ['--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
      await promisify(execFile)('npm', ['install', ...flags, ...wanted]);
    }
    return new Installed(folder);
  }

  file(path: string): string {
    return join(this.folder, 'node_modules', path);
  }

  async load<T>(name: string): Promise<T> {
    const entry = createRequire(join(this.folder, 'package.json')).resolve(name);
    return (await import(pathToFileURL(entry).href)) as T;
  }
}
