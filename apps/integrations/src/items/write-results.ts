import { asText, manifestKey, mapRunArn, resultKey, toldPending, transformed, type Json } from '#contracts';
import { Refused } from '#participant';
import { resultsFailed } from './results-failed.js';
import type { Sources } from './settings.js';
import type { WriteRequest } from './write-request.js';

/**
 * Writes one file. Its name and its content follow from what is asked for alone, so that a repeat writes the same.
 * @returns its size in bytes
 * @throws Refused
 */
export async function writeResults(
  asked: WriteRequest,
  sources: Sources,
  signal: AbortSignal,
): Promise<{ readonly size: number }> {
  const { key, text } = fileOf(asked);
  const data = Buffer.from(text);
  try {
    await sources(asked.to.bucket).write(key, data, signal);
  } catch (error) {
    // Whatever of the store is at fault, it is the writer that fails.
    throw error instanceof Refused ? resultsFailed(error.reason) : error;
  }
  return { size: data.length };
}

function fileOf(asked: WriteRequest): { readonly key: string; readonly text: string } {
  const { to, run } = asked;
  if ('manifest' in asked) return { key: manifestKey(run, to), text: JSON.stringify(manifestOf(asked)) };
  const values =
    'inputs' in asked ? asked.inputs.map(toldPending) : transformed(asked.executions, to.transformation, run);
  return { key: resultKey(run, to, asked), text: asText(values, to.outputType) };
}

function manifestOf({ to, run, manifest }: Extract<WriteRequest, { manifest: unknown }>): Json {
  const files = (['FAILED', 'PENDING', 'SUCCEEDED'] as const).map((file) => {
    const listed = manifest[file].map((Size, number) => ({ Key: resultKey(run, to, { file, number }), Size }));
    return [file, listed] as const;
  });
  return {
    DestinationBucket: to.bucket,
    MapRunArn: mapRunArn(run.stateMachine, run),
    ResultFiles: Object.fromEntries(files),
  };
}
