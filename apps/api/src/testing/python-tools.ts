import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const hasPython = spawnSync('python3', ['-c', 'import venv']).status === 0;

/** Of one release, so that they share their botocore. */
export const AWS_TOOLS = ['awscli==1.46.3', 'boto3==1.44.8'];
export const SCHEMATHESIS = ['schemathesis==4.32.5'];

type Tool = 'python' | 'aws' | 'schemathesis';

/** A virtual environment with tools from PyPI, gone afterwards. */
export class PythonTools {
  private constructor(private readonly folder: string) {}

  static async install(packages: readonly string[]): Promise<PythonTools> {
    const tools = new PythonTools(await mkdtemp(join(tmpdir(), 'backstep-python-')));
    await run('python3', ['-m', 'venv', tools.folder]);
    await run(tools.#path('pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
    return tools;
  }

  /** @returns what it prints. @throws with all that it said, if it fails */
  async run(tool: Tool, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { stdout } = await run(this.#path(tool), [...args], {
      env: { PATH: process.env['PATH'], ...env },
      // Some keep what they found in a folder of where they are called.
      cwd: this.folder,
      maxBuffer: 16_000_000,
    });
    return stdout;
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  #path(tool: string): string {
    return join(this.folder, 'bin', tool);
  }
}
