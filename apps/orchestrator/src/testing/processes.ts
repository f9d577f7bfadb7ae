import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOMS = ['apps/orchestrator', 'libs'];

/** Orchestrators as processes of their own, compiled from the sources as they are now, so that `dist` may be old. */
export class Processes {
  readonly #running = new Set<OrchestratorProcess>();
  private constructor(private readonly folder: string) {}

  static async compile(): Promise<Processes> {
    const root = process.cwd();
    const folder = await mkdtemp(join(tmpdir(), 'backstep-orchestrator-'));
    const swc = join(root, 'node_modules/@swc/cli/bin/swc.js');
    const args = [...ROOMS, '-d', join(folder, 'dist'), '--config-file', '.swcrc', '--quiet'];
    await promisify(execFile)(process.execPath, [swc, ...args, '--ignore', '**/*.spec.ts'], { cwd: root });
    await cp(join(root, 'package.json'), join(folder, 'package.json'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    return new Processes(folder);
  }

  start(env: Readonly<Record<string, string>>): OrchestratorProcess {
    const main = join(this.folder, 'dist/apps/orchestrator/src/main.js');
    const child = spawn(process.execPath, [main], {
      cwd: this.folder,
      env: { ...process.env, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = new OrchestratorProcess(child);
    this.#running.add(started);
    return started;
  }

  async discard(): Promise<void> {
    await Promise.all([...this.#running].map((it) => it.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

interface Line {
  readonly msg: string;
  readonly [fact: string]: unknown;
}

export class OrchestratorProcess {
  /** What it told its operator. */
  readonly told: Line[] = [];
  #rest = '';

  constructor(private readonly child: ChildProcess) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop()!;
      for (const line of lines) if (line.startsWith('{')) this.told.push(JSON.parse(line) as Line);
    });
  }

  has(message: string): number {
    return this.told.filter(({ msg }) => msg.startsWith(message)).length;
  }

  /** SIGSTOP: it is not dead, and knows nothing of the time that passes. */
  stop(): void {
    this.child.kill('SIGSTOP');
  }

  continue(): void {
    this.child.kill('SIGCONT');
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }

  /** Resident memory in MiB; undefined where the system does not tell. */
  async memory(): Promise<number | undefined> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8').catch(() => '');
    const kib = /VmRSS:\s+(\d+)/.exec(status)?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1_024);
  }
}
