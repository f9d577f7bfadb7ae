import { fork, type ChildProcess } from 'node:child_process';

const PARENT = new URL('../chaos/ends-with-parent.js', import.meta.url);

/** The processes of a benchmark: each says that it is ready, and then answers one question at a time. */
export class Children {
  readonly #all: ChildProcess[] = [];

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly say: (text: string) => void,
  ) {}

  /** @param name of the file beside this one. */
  async start(name: string, execArgv: readonly string[] = []): Promise<ChildProcess> {
    return (await this.startSaying(name, execArgv)).child;
  }

  /** @returns also what it says when it is ready. */
  async startSaying<T>(name: string, execArgv: readonly string[] = []): Promise<{ child: ChildProcess; said: T }> {
    const child = fork(new URL(`${name}.js`, import.meta.url), {
      env: this.env,
      execArgv: ['--import', PARENT.href, ...execArgv],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#all.push(child);
    child.once('exit', (code) => {
      if (code) this.say(`The ${name} process ended with ${code}.`);
    });
    this.say(`starting ${name}`);
    const said = await new Promise<T>((resolve, reject) => {
      child.once('message', (message) => resolve(message as T));
      child.once('exit', () => reject(new Error(`The ${name} process ended before it was ready.`)));
    });
    return { child, said };
  }

  async stop(): Promise<void> {
    for (const child of this.#all) child.kill('SIGTERM');
    await Promise.all(this.#all.map((child) => ended(child)));
  }
}

export function ask<T>(child: ChildProcess, question: object): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as T));
    child.send(question, (error) => error && reject(error));
  });
}

export async function until(fact: () => Promise<boolean>, what: string, withinMs = 30_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await fact())) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1_000} s in vain for: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}
