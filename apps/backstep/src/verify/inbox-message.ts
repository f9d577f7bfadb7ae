import {
  decode,
  entityOf,
  LIMITS,
  message,
  readTaskToken,
  type Caller,
  type Message,
  type MessageOf,
  type TaskToken,
} from '#contracts';
import { partitionFor } from '#kafka';
import { isResourceMessage, type ResourceMessage } from '#resources';
import { digestOf } from './digest.js';

type Reply = 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat' | 'GetActivityTask';

/** What `verify` keeps of one inbox record; payloads only where they decide something. */
export type InboxMessage = { readonly offset: number } & (
  | { readonly kind: 'POISON'; readonly because: string }
  /** Its entity lives in another partition, where a copy has to be. */
  | { readonly kind: 'ELSEWHERE'; readonly partition: number; readonly digest: string }
  | {
      readonly kind: 'REPLY';
      readonly type: Reply;
      readonly entity: string;
      readonly token: TaskToken;
      readonly refused: boolean;
      readonly error: string | undefined;
      readonly tooLarge: boolean;
      /** Of an execution that has succeeded: whoever waited for it can have it undone. */
      readonly undoable: boolean;
      readonly caller: Caller | undefined;
      readonly digest: string;
    }
  | {
      readonly kind: 'START';
      readonly type: 'StartExecution';
      readonly entity: string;
      readonly input: string;
      readonly caller: Caller | undefined;
      readonly digest: string;
    }
  | {
      readonly kind: 'CONTROL';
      readonly type: 'StopExecution' | 'RedriveExecution' | 'UndoExecution' | 'ResolveCompensation';
      readonly entity: string;
      readonly message: MessageOf<'StopExecution' | 'RedriveExecution' | 'UndoExecution' | 'ResolveCompensation'>;
      readonly digest: string;
    }
  /** To an execution that waits for a lock. */
  | {
      readonly kind: 'LOCK';
      readonly type: 'GrantLock' | 'RefuseLock';
      readonly entity: string;
      readonly token: TaskToken;
      readonly taskToken: string;
      readonly digest: string;
    }
  /** To a state machine, an activity or a lock. */
  | {
      readonly kind: 'RESOURCE';
      readonly type: ResourceMessage['type'];
      readonly entity: string;
      readonly message: ResourceMessage;
      readonly digest: string;
    }
);

export interface InboxRecord {
  readonly partition: number;
  readonly offset: number;
  readonly value: Buffer | null;
}

/** Reads one inbox record as its partition's owner has to. */
export function readInbox({ partition, offset, value }: InboxRecord, partitions: number): InboxMessage {
  if ((value?.length ?? 0) > LIMITS.messageBytes) return { offset, kind: 'POISON', because: 'it is too large' };
  const decoded = decode(message, value?.toString('utf8'));
  if (!decoded.ok) return { offset, kind: 'POISON', because: decoded.cause };
  const read = kept(decoded.value, { partition, offset, value: value! });
  if (read.kind === 'POISON') return read;
  const home = partitionFor(read.entity, partitions);
  return home === partition ? read : { offset, kind: 'ELSEWHERE', partition: home, digest: read.digest };
}

/** What tells a message from another one, wherever it stands. */
export const digestOfMessage = (sent: Message): string => digestOf(digested(sent));

function digested(sent: Message) {
  switch (sent.type) {
    case 'StartExecution':
      return startDigested(sent);
    case 'SendTaskSuccess': {
      // Where an execution begins is known to its partition's owner alone.
      const { logOffset: _, ...said } = sent;
      return said;
    }
    default:
      return sent;
  }
}

/** Forwarded, a start has got its name: the place of that field says nothing. */
const startDigested = ({ name, ...rest }: MessageOf<'StartExecution'>) => [name, rest];

type Placed = Exclude<InboxMessage, { kind: 'ELSEWHERE' }>;

function kept(received: Message, { partition, offset, value }: InboxRecord & { value: Buffer }): Placed {
  if (isResourceMessage(received)) {
    const entity = entityOf(received)!;
    return { offset, kind: 'RESOURCE', type: received.type, entity, message: received, digest: digestOf(received) };
  }
  switch (received.type) {
    case 'StartExecution': {
      const name = received.name ?? `${partition}-${offset}`;
      const entity = entityOf({ ...received, name })!;
      const digest = digestOfMessage({ ...received, name });
      const { type, caller } = received;
      return { offset, kind: 'START', type, entity, input: digestOf(received.input ?? {}), caller, digest };
    }
    case 'SendTaskSuccess':
    case 'SendTaskFailure':
    case 'SendTaskHeartbeat':
    case 'GetActivityTask':
      return reply(received, offset, value);
    case 'GrantLock':
    case 'RefuseLock': {
      const { type, taskToken } = received;
      const token = readTaskToken(taskToken);
      if (!token) return { offset, kind: 'POISON', because: 'its task token is not one of ours' };
      return { offset, kind: 'LOCK', type, entity: token.execution, token, taskToken, digest: digestOf(received) };
    }
    case 'StopExecution':
    case 'RedriveExecution':
    case 'UndoExecution':
    case 'ResolveCompensation': {
      const { type, execution } = received;
      return { offset, kind: 'CONTROL', type, entity: execution, message: received, digest: digestOf(received) };
    }
  }
}

function reply(received: MessageOf<Reply>, offset: number, value: Buffer): Placed {
  const token = readTaskToken(received.taskToken);
  if (!token) return { offset, kind: 'POISON', because: 'its task token is not one of ours' };
  const failure = received.type === 'SendTaskFailure' ? received : undefined;
  return {
    offset,
    kind: 'REPLY',
    type: received.type,
    entity: token.execution,
    token,
    refused: failure !== undefined && failure.outcome !== 'unknown',
    error: failure?.error,
    tooLarge: received.type === 'SendTaskSuccess' && value.length > LIMITS.payloadBytes,
    undoable: received.type === 'SendTaskSuccess' && received.undoable === true,
    caller: received.caller,
    digest: digestOfMessage(received),
  };
}
