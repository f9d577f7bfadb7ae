import type { z } from 'zod';
import type { ExecutionSummary, Page } from '#views';
import type { Arns } from '../arns/arns.js';
import { Problem } from './problem.js';
import type { execution } from './schemas.js';

export const iso = (at: number): string => new Date(at).toISOString();

/** An execution as operators are shown it: times as texts. */
export function shown(summary: ExecutionSummary, arns: Arns): z.output<typeof execution> {
  const { id, stateMachine, name, status, compensationStatus, revision, redriveCount, attributes } = summary;
  const { startedAt, stoppedAt, redrivenAt, versionNumber, alias, mapRun, parent, attention } = summary;
  return {
    id,
    executionArn: arns.execution(id),
    stateMachine,
    name,
    status,
    compensationStatus,
    startedAt: iso(startedAt),
    ...(stoppedAt !== undefined && { stoppedAt: iso(stoppedAt) }),
    revision,
    ...(versionNumber !== undefined && { versionNumber }),
    ...(alias !== undefined && { alias }),
    redriveCount,
    ...(redrivenAt !== undefined && { redrivenAt: iso(redrivenAt) }),
    ...(mapRun !== undefined && { mapRun }),
    ...(parent !== undefined && { parent }),
    ...(attention !== undefined && { attention }),
    attributes: { ...attributes },
  };
}

/** @throws Problem if the page's token is of another list. */
export function pageOf<T, S>(page: Page<T>, show: (item: T) => S): { items: S[]; next?: string } {
  if (!page.ok) throw new Problem('invalid-token', page.cause);
  return { items: page.items.map(show), ...(page.next !== undefined && { next: page.next }) };
}
