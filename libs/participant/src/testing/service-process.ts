import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Services as processes of their own, compiled from the sources as they are now. */
export class CompiledServices {
  readonly #folder: string;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param rooms e.g. `apps/order`; the libraries come along. */
  static compile(...rooms: string[]): CompiledServices {
    const root = process.cwd();
    const folder = mkdtempSync(join(tmpdir(), 'services-'));
    const sources = [...rooms, 'libs/contracts', 'libs/kafka', 'libs/participant', 'libs/runtime'];
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/@swc/cli/bin/swc.js'),
        ...sources,
        '-d',
        join(folder, 'dist'),
        '--config-file',
        '.swcrc',
        '-q',
      ],
      { cwd: root },
    );
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return new CompiledServices(folder);
  }

  start(room: string, env: Readonly<Record<string, string>>): ChildProcess {
    const child = spawn(process.execPath, [join(this.#folder, 'dist', room, 'src/main.js')], {
      cwd: this.#folder,
      env: { ...process.env, LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  discard(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Resolves when it is gone. */
export const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => void child.once('exit', () => resolve()));
