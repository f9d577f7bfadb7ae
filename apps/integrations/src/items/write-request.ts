import { z } from 'zod';
import type { EndedIteration, Json, ResultFile, ResultSizes, ResultsTo, RunOf } from '#contracts';
import { resultsFailed } from './results-failed.js';

const payload = z.custom<Json>();
const time = z.number().nonnegative();
const number = z.int().nonnegative();

const execution = z.object({
  index: number,
  status: z.enum(['SUCCEEDED', 'FAILED', 'ABORTED']),
  input: payload.optional(),
  output: payload.optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  startedAt: time,
  stoppedAt: time,
  redrives: number.optional(),
});

const about = z.object({
  to: z.object({
    bucket: z.string(),
    prefix: z.string().optional(),
    transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']),
    outputType: z.enum(['JSON', 'JSONL']),
  }),
  run: z.object({ stateMachine: z.string(), label: z.string(), run: z.string() }),
});

const request = z.union([
  about.extend({ file: z.enum(['SUCCEEDED', 'FAILED']), number, executions: z.array(execution) }),
  about.extend({ file: z.literal('PENDING'), number, inputs: z.array(payload) }),
  about.extend({
    manifest: z.object({ SUCCEEDED: z.array(number), FAILED: z.array(number), PENDING: z.array(number) }),
  }),
]);

/** One file of the results of a Map. */
export type WriteRequest = {
  readonly to: ResultsTo & { readonly bucket: string };
  readonly run: RunOf;
} & (
  | { readonly file: ResultFile; readonly number: number; readonly executions: readonly EndedIteration[] }
  | { readonly file: ResultFile; readonly number: number; readonly inputs: readonly Json[] }
  | { readonly manifest: ResultSizes }
);

/**
 * What the engine asks for, from a Map's `ResultWriter`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 * @throws Refused
 */
export function writeRequestOf(input: unknown): WriteRequest {
  const parsed = request.safeParse(input);
  if (parsed.success) return parsed.data as WriteRequest;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw resultsFailed(`The results cannot be understood: ${problems.join('; ')}`);
}
