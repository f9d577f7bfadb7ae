import { z } from 'zod';
import { lockReply, reply } from '../messages.js';
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
