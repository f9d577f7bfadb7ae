import type { Message } from '#contracts';
import type { DeferredMessage } from '../redrive/deferred.js';
import { isOver, type Execution } from '#engine';
import { startedBy, SOMEBODY, undoable, type RememberedEnds } from '../ownership/remembered-ends.js';

export interface Refusal {
  readonly error: string;
  readonly cause: string;
  /** Of a refusal that may be none: its caller may have been answered before. */
  readonly outcome?: 'unknown';
}

/** A message that comes again: its caller was told before. */
export const REPEAT = { repeat: true } as const;

/** Its entity has to be read back first. */
export const DEFERRED = { deferred: true } as const;

interface Known {
  /** Where it has ended in this very batch. */
  readonly known: Execution | undefined;
  readonly ends: RememberedEnds;
}

/**
 * Whether a message goes on with an execution that has ended: it is redriven or undone (R14), or was not waited for any
 * more when it succeeded.
 */
export function bringsBack(
  message: Message,
  entity: string,
  { known, ends }: Known,
): message is DeferredMessage['message'] {
  switch (message.type) {
    case 'RedriveExecution':
    case 'UndoExecution':
      return true;
    case 'StopExecution':
      if (message.startedBy === undefined) return false;
      if (known && isOver(known)) return known.done !== undefined;
      return ends.has(undoable(entity)) || ends.has(startedBy(entity, SOMEBODY));
    default:
      return false;
  }
}

/** Replies come at least once, so one that comes after the end is no news; anything else is refused. */
export function afterTheEnd(message: Message, entity: string, known: Known): Refusal | typeof REPEAT | undefined {
  switch (message.type) {
    case 'SendTaskSuccess':
    case 'SendTaskFailure':
    case 'SendTaskHeartbeat':
      return message.caller && { error: 'TaskTimedOut', cause: TIMED_OUT };
    case 'GrantLock':
      return { error: 'LockNotWanted', cause: `Execution ${entity} has ended already.` };
    case 'RefuseLock':
      return undefined;
    case 'StartExecution':
      return startAgain(message, entity, known);
    // What has ended is stopped, as the engine has it and AWS: whoever was too late need not know.
    case 'StopExecution':
      return message.startedBy === undefined ? undefined : REPEAT;
    default:
  }
  return { error: 'ExecutionDoesNotExist', cause: `Execution ${entity} has ended already.` };
}

const TIMED_OUT = "Task Timed Out: 'Provided task does not exist anymore'";

/** A task repeats its start until it is answered, and so perhaps behind the end. */
function startAgain({ caller }: Message, entity: string, { known, ends }: Known): Refusal | typeof REPEAT {
  const its = known && isOver(known) ? known.caller?.taskToken : undefined;
  if (caller && (caller.taskToken === its || ends.has(startedBy(entity, caller.taskToken)))) return REPEAT;
  return {
    error: 'ExecutionAlreadyExists',
    cause: `Execution ${entity} has ended already; a start needs a new name.`,
    ...(caller && ends.has(startedBy(entity, SOMEBODY)) && { outcome: 'unknown' as const }),
  };
}
