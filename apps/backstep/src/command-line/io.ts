import type { Readable, Writable } from 'node:stream';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the command line touches of its process; a test gives its own. */
export interface Io {
  readonly out: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly err: Writable & { readonly isTTY?: boolean };
  readonly in: Readable;
  readonly env: Environment;
  /** Aborted by Ctrl+C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Of this process. The second Ctrl+C ends it at once. */
export function processIo(): Io {
  const stopping = new AbortController();
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort(signal);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // A part that another process of ours runs ends with it, however that ends.
  if (process.channel) process.once('disconnect', () => stopping.abort('SIGTERM'));
  return { out: process.stdout, err: process.stderr, in: process.stdin, env: process.env, signal: stopping.signal };
}

/** Resolves when the process is asked to end. */
export const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
