import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

interface VictimOptions {
  readonly name: string;
  readonly script: URL;
  readonly args?: readonly string[];
  /** Loaded before it. */
  readonly imports?: readonly URL[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** It ended, and nobody had asked for it. */
  readonly onDeath: (victim: Victim, how: string) => void;
}

const PARENT = new URL('./ends-with-parent.js', import.meta.url);

/** A process that may be killed, stopped and started again, as often as one likes. */
export class Victim {
  #child: ChildProcess | undefined;
  #expected = false;
  #stopped = false;
  starts = 0;

  constructor(private readonly options: VictimOptions) {}

  get name(): string {
    return this.options.name;
  }

  /** Runs, and is not stopped. */
  get isUp(): boolean {
    return this.#child !== undefined && !this.#stopped;
  }

  start(): void {
    if (this.#child) return;
    const { script, args = [], imports = [], env, logFile } = this.options;
    const log = openSync(logFile, 'a');
    const first = [PARENT, ...imports].flatMap(({ href }) => ['--import', href]);
    const execArgv = ['--disable-warning=ExperimentalWarning', '--enable-source-maps', ...first];
    const child = fork(script, [...args], { env, execArgv, stdio: ['ignore', log, log, 'ipc'] });
    closeSync(log);
    this.starts++;
    this.#expected = false;
    this.#stopped = false;
    this.#child = child;
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (!this.#expected) this.options.onDeath(this, signal ?? `exit code ${code}`);
    });
  }

  /** SIGKILL: no last words. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and SIGKILL if that does not help within ten seconds. */
  async end(): Promise<void> {
    this.resume();
    await this.#end('SIGTERM');
  }

  /** SIGSTOP: it is taken for dead, and knows nothing of it. */
  suspend(): void {
    this.#stopped = true;
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#expected = true;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
    // The exit handler that forgets the child comes first.
    await pause(0);
  }
}
