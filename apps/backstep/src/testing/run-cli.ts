import { PassThrough, Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Kafka } from '#kafka';
import { runCli } from '../command-line/cli.js';
import type { Environment } from '../command-line/io.js';

export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** stdout as one JSON document. */
  json<T = Record<string, unknown>>(): T;
  /** stdout as JSON lines. */
  lines<T = Record<string, unknown>>(): T[];
}

export interface RunOptions {
  readonly env?: Environment;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Is told what stands on stdout, as it comes. */
  readonly onOut?: (text: string) => void;
  /** Instead of a connection. */
  readonly kafka?: Kafka;
}

/** The command line within this process, with streams of its own. */
export async function cli(
  args: readonly string[],
  { env = {}, stdin = '', signal, onOut, kafka }: RunOptions = {},
): Promise<Ran> {
  const out = new Transform({
    transform: (chunk: Buffer, _, done) => {
      onOut?.(chunk.toString());
      done(null, chunk);
    },
  });
  const err = new PassThrough();
  const written = [text(out), text(err)];
  const io = { out, err, in: Readable.from([stdin]), env, signal: signal ?? new AbortController().signal };
  const exitCode = await runCli(args, io, kafka);
  out.end();
  err.end();
  const [outText, errText] = (await Promise.all(written)) as [string, string];
  return {
    exitCode,
    out: outText,
    err: errText,
    json: <T>() => JSON.parse(outText) as T,
    lines: <T>() =>
      outText
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as T),
  };
}
