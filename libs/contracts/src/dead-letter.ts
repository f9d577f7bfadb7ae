import { z } from 'zod';

/**
 * Headers of a dead letter. Its value, key and other headers are the original record's, byte for byte.
 */
export const deadLetterHeaders = z.object({
  'x-error': z.string().describe('A short name, e.g. `InvalidJson`'),
  'x-reason': z.string().describe('A sentence'),
  'x-topic': z.string(),
  'x-partition': z.string().regex(/^\d+$/),
  'x-offset': z.string().regex(/^\d+$/),
  'x-at': z.string().describe('ISO 8601'),
});
export type DeadLetterHeaders = z.infer<typeof deadLetterHeaders>;
