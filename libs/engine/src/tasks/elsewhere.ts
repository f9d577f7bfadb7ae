import type { Resource } from '#asl';
import { messageOf } from './message.js';
import { calledBy } from './pattern.js';

/**
 * Whether what one resource has done is unknown to the inbox of whoever the other one asks. Which function a Lambda
 * resource calls may be computed, so there nothing is known.
 */
export function isElsewhere(done: string, undo: string): boolean {
  const [doer, undoer] = [inboxOf(calledBy(done)), inboxOf(calledBy(undo))];
  return doer === undefined || doer !== undoer;
}

const inboxOf = (called: Resource): string | undefined => {
  if (called.kind === 'kafka') return called.participant;
  if (called.kind === 'service' || called.kind === 'aws-sdk')
    return called.service === 'lambda' || messageOf(called) ? undefined : called.service;
  return undefined;
};
