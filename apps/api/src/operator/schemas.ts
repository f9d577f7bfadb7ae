import { z } from 'zod';
import { instant, json } from '#contracts';
import { MOST_ITEMS } from '#views';

export const executionStatus = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
export const compensationStatus = z.enum(['NONE', 'IN_PROGRESS', 'COMPLETED', 'BLOCKED', 'PARTIAL']);
/** Any JSON. */
export { instant, json };

export const executionId = z.object({
  id: z.string().min(3).max(700).describe('<state machine>:<name>, encoded as a part of a path'),
});

const MOST_SHOWN = 200;
export const paging = {
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(MOST_SHOWN).describe('How many at most'),
  token: z.string().min(1).max(4_096).optional().describe('`next` of the page before, of the same query'),
};

export const flag = z.enum(['true', 'false']);
/** epoch milliseconds, of what a query says */
export const time = z.iso.datetime({ offset: true });

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional().describe('The token of the next page') });

/** Who asks, and why: it is recorded on the log. */
export const word = {
  by: z.string().trim().min(1).max(100).describe('Who decided; it is recorded on the log'),
  why: z.string().trim().min(1).max(32_768).describe('Why; it is recorded on the log'),
};

export const attributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const execution = z.object({
  id: z.string(),
  executionArn: z.string(),
  stateMachine: z.string(),
  name: z.string(),
  status: executionStatus,
  compensationStatus,
  startedAt: instant,
  stoppedAt: instant.optional(),
  revision: z.int(),
  versionNumber: z.int().optional(),
  alias: z.string().optional(),
  redriveCount: z.int(),
  redrivenAt: instant.optional(),
  mapRun: z.string().optional(),
  parent: z.string().optional().describe('The execution that it is an iteration of'),
  attention: z.string().optional().describe('Why somebody has to look'),
  attributes,
});

export const problem = z.object({
  type: z.string().describe('urn:backstep:problem:…'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  next: z.string().describe('What to do next'),
  errors: z.array(z.object({ where: z.string(), says: z.string() })).optional(),
});
