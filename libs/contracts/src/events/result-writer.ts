import { z } from 'zod';
import { json } from '../json.js';
import { attempt, count, epochMs, eventOf, ordinal, problem, text } from './fields.js';

/** Where results go. Without a resource they are the state's result. */
export const resultsTo = z
  .object({
    resource: text.exactOptional(),
    bucket: text.exactOptional(),
    prefix: text.exactOptional(),
    transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']),
    outputType: z.enum(['JSON', 'JSONL']),
  })
  .readonly();

export const resultPart = z.union([
  z
    .object({
      file: z.enum(['SUCCEEDED', 'FAILED']),
      number: count,
      count: ordinal.describe('The first so many of those that ended so and are in no file yet'),
    })
    .readonly(),
  z
    .object({
      file: z.literal('PENDING'),
      number: count,
      inputs: z.array(json).readonly(),
      items: count.describe('How many items these inputs are about'),
    })
    .readonly(),
  z.object({ file: z.literal('MANIFEST') }).readonly(),
]);

const write = { ...attempt, write: ordinal.describe('Counts over all tries of a visit, from 1') };

export const resultWriterEvents = [
  eventOf(
    'ResultWriterScheduled',
    {
      ...write,
      part: resultPart,
      dueAt: epochMs.describe('Epoch milliseconds; the run fails if it is not written then'),
    },
    'What ended, and is in no file yet, is sent to be written. What that is follows from the events before; inputs of ' +
      'iterations that will never begin stand here.',
  ),
  eventOf('ResultWriterSucceeded', { ...write, size: count.describe('Bytes of the file') }),
  eventOf('ResultWriterFailed', { ...write, ...problem }),
] as const;
