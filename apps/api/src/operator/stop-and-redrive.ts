import type { ExecutionDetails } from '#views';
import { redriveMessage } from '../step-functions/redrive-message.js';
import { redriveStatusOf } from '../step-functions/redrive-status.js';
import type { OperatorService } from './operator-service.js';
import { Problem } from './problem.js';

export interface Word {
  readonly by: string;
  readonly why: string;
}

export interface Stop extends Word {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly undo?: boolean | undefined;
}

/** Why it cannot be stopped now. */
export function notStoppable({
  id,
  status,
  parent,
  compensationStatus,
  attention,
}: ExecutionDetails): Problem | undefined {
  if (parent !== undefined)
    return new Problem('not-now', `'${id}' is an iteration.`, { next: `Stop the execution that it is of: ${parent}.` });
  if (status !== 'RUNNING') return new Problem('not-now', `'${id}' has ended: it is ${status}.`);
  // One that waits for a person is stopped by being undone.
  if (compensationStatus === 'NONE' || attention !== undefined) return undefined;
  return new Problem('not-now', `'${id}' is being undone already; an undo that has begun is finished.`, {
    next:
      compensationStatus === 'BLOCKED'
        ? 'An undo of it waits: decide on that with its `resolve`.'
        : 'Wait for its end; its `events/stream` tells.',
  });
}

/** @throws Problem if it cannot be stopped. */
export async function stop(details: ExecutionDetails, said: Stop, { inbox }: Pick<OperatorService, 'inbox'>) {
  const problem = notStoppable(details);
  if (problem) throw problem;
  const { id } = details;
  const { by, why, error, cause = why, undo } = said;
  await inbox.ask(id, {
    type: 'StopExecution',
    execution: id,
    ...(error !== undefined && { error }),
    cause,
    ...(undo !== undefined && { undo }),
    by,
    why,
  });
}

/** Why it cannot be redriven now. */
export function notRedrivable(details: ExecutionDetails, { now }: Pick<OperatorService, 'now'>): Problem | undefined {
  const { id, parent, attention, status, compensationStatus } = details;
  if (parent !== undefined)
    return new Problem('not-now', `'${id}' is an iteration.`, {
      next: `Redrive the execution that it is of: ${parent}.`,
    });
  // One that waits for a person: whether it does so for a redrive is for the engine to say.
  if (status === 'RUNNING' && compensationStatus === 'BLOCKED' && attention !== undefined) return undefined;
  const { redriveStatus, redriveStatusReason } = { redriveStatusReason: undefined, ...redriveStatusOf(details, now()) };
  if (redriveStatus === 'REDRIVABLE') return undefined;
  return new Problem('not-now', redriveStatusReason ?? `'${id}' cannot be redriven.`, {
    next: status === 'RUNNING' ? 'Wait for its end, or stop it.' : 'Start a new execution.',
  });
}

/** @throws Problem if it cannot be redriven. */
export async function redrive(details: ExecutionDetails, word: Word, service: OperatorService) {
  const problem = notRedrivable(details, service);
  if (problem) throw problem;
  const { inbox, views } = service;
  await inbox.ask(details.id, await redriveMessage(details, word, views));
}
