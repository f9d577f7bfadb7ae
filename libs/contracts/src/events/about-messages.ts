import { z } from 'zod';
import { lockReply, redriveExecution, reply, stopExecution, undoExecution } from '../messages.js';
import { count, eventOf, text } from './fields.js';

export const messageRejected = eventOf(
  'MessageRejected',
  {
    messageType: text.exactOptional(),
    id: text.describe('The message’s own id').exactOptional(),
    offset: count.describe('Where it stands in this partition’s inbox'),
    error: text,
    cause: text,
    reply: z.union([reply, lockReply]).describe('What its caller is told, or what follows for a lock').exactOptional(),
  },
  'A message that changed nothing, and why; the record itself is in the dead letters.',
);

export const messageAccepted = eventOf(
  'MessageAccepted',
  { messageType: text, id: text.exactOptional(), offset: count, reply },
  'A message of another execution was accepted; this is a fact where its caller is told so.',
);

export const messageDeferred = eventOf(
  'MessageDeferred',
  {
    messageType: text,
    id: text.exactOptional(),
    offset: count,
    message: z.discriminatedUnion('type', [redriveExecution, undoExecution, stopExecution]).describe('As it came'),
  },
  'A message whose execution has to be read back from the log first. It is decided later, and the inbox goes on behind ' +
    'it; it waits, whoever owns the partition, for a `MessageTaken` or a `MessageRejected` with its offset.',
);

export const messageTaken = eventOf(
  'MessageTaken',
  {
    messageType: text,
    id: text.exactOptional(),
    offset: count.describe('Of the message that was deferred'),
    began: count
      .describe('Where the log has the `ExecutionStarted` of the execution that is back: it is read from there on')
      .exactOptional(),
  },
  'A deferred message is decided: with the events before this one, or, without any, it was a repeat.',
);

/** What became of a message. */
export const messageEvents = [messageRejected, messageAccepted, messageDeferred, messageTaken] as const;
