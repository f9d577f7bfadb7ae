// Puts this clone's own command among those of its dependencies, where `npx backstep` looks first. Without it npx makes
// a package of the clone in its cache, which is slow, and stays broken once it went wrong.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';

const folder = new URL('../node_modules/.bin/', import.meta.url);

if (process.platform !== 'win32') {
  const link = new URL('backstep', folder);
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../bin/backstep.js', link);
}
