import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EXIT, Stop } from '../command-line/exit-code.js';

export interface PartProcessOptions {
  /** For people. */
  readonly name: string;
  /** Of this command line: `['service', 'order']`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const GRACE_MS = 10_000;

/** A part of the system as a process of its own. It ends with this process, however that ends. */
export class PartProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  constructor(private readonly options: PartProcessOptions) {
    const { name, args, env, logFile } = options;
    this.name = name;
    mkdirSync(dirname(logFile), { recursive: true });
    const log = openSync(logFile, 'a');
    // A process group of its own: Ctrl+C is for the parent, which ends the parts in their order.
    this.#child = spawn(process.execPath, [MAIN, ...args, '--json'], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', log, 'ipc'],
    });
    closeSync(log);
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * @returns where it serves HTTP.
   * @throws Stop with the end of its log if it ends before it is up.
   */
  async ready(signal: AbortSignal): Promise<string> {
    const lines = createInterface({ input: this.#child.stdout! });
    const first = new Promise<string>((resolve) => lines.once('line', resolve));
    const aborted = new Promise<undefined>((resolve) =>
      signal.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const line = await Promise.race([first, aborted, this.#exited]);
    if (typeof line === 'string') {
      const said = JSON.parse(line) as { url?: string; error?: { message: string } };
      if (said.url !== undefined) return said.url;
    }
    throw new Stop(EXIT.ENVIRONMENT, `The process of ${this.name} did not come up.`, this.#lastWords());
  }

  /** SIGSTOP: it neither works nor ends. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** SIGTERM, and SIGKILL if that does not help. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.thaw();
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.#exited;
    clearTimeout(late);
  }

  #lastWords(): string {
    try {
      return readFileSync(this.options.logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
    } catch {
      return '';
    }
  }
}
