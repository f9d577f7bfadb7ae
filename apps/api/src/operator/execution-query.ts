import { z } from 'zod';
import type { ExecutionQuery } from '#views';
import { attributes, compensationStatus, executionStatus, flag, time } from './schemas.js';

/** `attributes={"customer":"c-1"}` in a query: a JSON text, so that a number is no text. */
const attributesText = z
  .string()
  .max(4_096)
  .transform((text, context) => {
    try {
      const parsed = attributes.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
    } catch {
      // It is said below.
    }
    context.addIssue({ code: 'custom', message: 'must be a JSON object of texts, numbers and truth values' });
    return z.NEVER;
  })
  .meta({
    description: 'Search attributes, as a JSON object; all of them have to be so',
    contentMediaType: 'application/json',
  });

const narrowing = {
  stateMachine: z.string().min(1).max(80).optional(),
  status: executionStatus.optional(),
  compensationStatus: compensationStatus.optional(),
  namePrefix: z.string().min(1).max(80).optional(),
  startedFrom: time.optional(),
  startedBefore: time.optional(),
  mapRun: z.string().min(1).max(700).optional().describe('The iterations of this run of a Distributed Map'),
};

/** What narrows a list of executions down, in a query. */
export const filterInQuery = {
  ...narrowing,
  needsAttention: flag.optional(),
  redriven: flag.optional(),
  attributes: attributesText.optional(),
};

/** The same in a body. */
export const filterInBody = z.strictObject({
  ...narrowing,
  needsAttention: z.boolean().optional(),
  redriven: z.boolean().optional(),
  attributes: attributes.optional(),
});

export type Filter = z.output<z.ZodObject<typeof filterInQuery>> | z.output<typeof filterInBody>;

/** As the views are asked. */
export function executionQuery(filter: Filter): ExecutionQuery {
  const { stateMachine, status, compensationStatus, namePrefix, mapRun, attributes } = filter;
  const { startedFrom, startedBefore, needsAttention, redriven } = filter;
  return {
    ...(stateMachine !== undefined && { stateMachine }),
    ...(status !== undefined && { status }),
    ...(compensationStatus !== undefined && { compensationStatus }),
    ...(namePrefix !== undefined && { namePrefix }),
    ...(mapRun !== undefined && { mapRun }),
    ...(attributes !== undefined && { attributes }),
    ...(startedFrom !== undefined && { startedFrom: Date.parse(startedFrom) }),
    ...(startedBefore !== undefined && { startedBefore: Date.parse(startedBefore) }),
    ...(needsAttention !== undefined && { needsAttention: isTrue(needsAttention) }),
    ...(redriven !== undefined && { redriven: isTrue(redriven) }),
  };
}

const isTrue = (said: boolean | 'true' | 'false'): boolean => said === true || said === 'true';
