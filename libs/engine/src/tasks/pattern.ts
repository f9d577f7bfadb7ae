import { parseResource, type Resource } from '#asl';

/** Definitions are many times fewer than the tasks that are scheduled from them. */
const known = new Map<string, Resource>();
const MOST_KNOWN = 1_000;

/** What the resource of a scheduled task calls. @throws Error where it calls nothing: it was checked when it was defined. */
export function calledBy(resource: string): Resource {
  const before = known.get(resource);
  if (before) return before;
  const called = parseResource(resource);
  if (!called) throw new Error(`Nothing is called by ${resource}`);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(resource, called);
  return called;
}

const isOf = (called: Resource, service: string): boolean =>
  (called.kind === 'service' || called.kind === 'aws-sdk') && called.service === service;

/** An execution that is started and waited for. */
export const isNested = (called: Resource): boolean =>
  isOf(called, 'states') && (called.pattern === 'SYNC' || called.pattern === 'SYNC_2');

/** The first answer only says that the task was taken on. */
export const isSubmitted = (called: Resource): boolean => called.pattern === 'WAIT_FOR_TASK_TOKEN' || isNested(called);

/**
 * Each attempt is taken on by itself, by somebody who is given the attempt's own token: what became of an earlier one is
 * not known from a later one.
 */
export const isTakenOnAnew = (called: Resource): boolean =>
  called.pattern === 'WAIT_FOR_TASK_TOKEN' ||
  called.kind === 'activity' ||
  isOf(called, 'states') ||
  isOf(called, 'sfn');
