import { decode, entityOf, LIMITS, message, type Message } from '#contracts';
import { partitionFor, type InRecord, type OutRecord } from '#kafka';

/** What an inbox record is, and which entity it is for. */
export type Placed =
  | { readonly kind: 'message'; readonly message: Message; readonly entity: string }
  /** Its entity lives in another partition. */
  | { readonly kind: 'elsewhere'; readonly forward: OutRecord }
  | { readonly kind: 'poison'; readonly error: string; readonly cause: string; readonly message?: Message };

/**
 * Reads a record off the inbox. The entity comes from the message and never from the record's key: producers of other
 * languages hash keys in other ways, and some write none.
 */
export function place(record: InRecord, partitions: number): Placed {
  const bytes = record.value?.length ?? 0;
  if (bytes > LIMITS.messageBytes) {
    const cause = `The record has ${bytes} bytes; ${LIMITS.messageBytes} is the most.`;
    return { kind: 'poison', error: 'MessageTooLarge', cause };
  }
  const decoded = decode(message, record.value?.toString('utf8'));
  if (!decoded.ok) return { kind: 'poison', error: decoded.error, cause: decoded.cause };
  const named = withName(decoded.value, record);
  const entity = entityOf(named);
  if (entity === undefined) {
    return { kind: 'poison', error: 'InvalidToken', cause: 'The task token is not one of ours.', message: named };
  }
  const partition = partitionFor(entity, partitions);
  if (partition === record.partition) return { kind: 'message', message: named, entity };
  const value = named === decoded.value ? record.value : JSON.stringify(named);
  const headers = Object.fromEntries(
    Object.entries(record.headers).filter((h): h is [string, Buffer] => h[1] !== undefined),
  );
  return { kind: 'elsewhere', forward: { topic: record.topic, partition, key: entity, value, headers } };
}

/** A start without a name is named after its place, so that a second look at the record finds the same name. */
function withName(received: Message, { partition, offset }: InRecord): Message {
  if (received.type !== 'StartExecution' || received.name !== undefined) return received;
  return { ...received, name: `${partition}-${offset}` };
}
