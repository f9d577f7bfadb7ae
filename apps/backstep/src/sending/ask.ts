import { randomUUID } from 'node:crypto';
import { isAboutMessage, type LogEvent, type Message } from '#contracts';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import type { Bookmark, Counted, LogReader } from '../reading/log-reader.js';

/** What became of a message. */
export type Answered =
  | { readonly kind: 'DONE'; readonly events: readonly LogEvent[] }
  | { readonly kind: 'REJECTED'; readonly error: string; readonly cause: string }
  /** It was taken and was no fact: a repeat. */
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'SILENCE' };

export interface Asking {
  /** The entity's id: the record's key, and what decides its partition. */
  readonly entity: string;
  readonly message: Message;
}

/** Publishes one record on the inbox, and waits with a bound until the log shows what came of it. */
export async function ask(session: Session, from: Bookmark, { entity, message }: Asking): Promise<Answered> {
  const log = await session.log();
  const id = message.id ?? randomUUID();
  let offset = Infinity;
  let sent: Sent | undefined;
  const early: Counted[] = [];
  const { promise: settled, resolve: settle } = Promise.withResolvers<Answered>();
  const look = (counted: Counted) => {
    const answered = answerIn(counted, (sent ??= { entity, id, offset, waits: false }));
    if (answered) settle(answered);
  };
  const stop = await log.follow(from, (counted) => (offset === Infinity ? early.push(counted) : look(counted)));
  const timer = setTimeout(() => settle({ kind: 'SILENCE' }), session.timeoutMs);
  try {
    offset = await publish(session, log, { entity, message: { ...message, id } });
    for (const counted of early) look(counted);
    return await settled;
  } finally {
    clearTimeout(timer);
    await stop();
  }
}

/** Of something of which nothing has to be read before. */
export async function askNow(session: Session, asking: Asking): Promise<Answered> {
  const log = await session.log();
  const bookmark = await log.read(log.partitionOf(asking.entity), () => undefined);
  return ask(session, bookmark, asking);
}

async function publish(session: Session, log: LogReader, { entity, message }: Asking): Promise<number> {
  const producer = await (await session.kafka()).producer();
  const record = { topic: session.topics.inbox, key: entity, value: JSON.stringify(message) };
  const [appended] = await producer.send([{ ...record, partition: log.partitionOf(entity) }]);
  await producer.close();
  return appended!.baseOffset;
}

interface Sent {
  readonly entity: string;
  readonly id: string;
  readonly offset: number;
  /** Its execution is read back first. */
  waits: boolean;
}

function answerIn({ decision }: Counted, sent: Sent): Answered | undefined {
  const { nextInbox, entity, events } = decision;
  if (nextInbox <= sent.offset) return undefined;
  for (const event of events) {
    if (!isAboutMessage(event) || (event.id !== sent.id && event.offset !== sent.offset)) continue;
    if (event.type === 'MessageRejected') return { kind: 'REJECTED', error: event.error, cause: event.cause };
    if (event.type === 'MessageTaken') return { kind: 'DONE', events };
    // It is passed by and decided later.
    if (event.type === 'MessageDeferred') sent.waits = true;
  }
  if (sent.waits) return undefined;
  if (nextInbox === sent.offset + 1) return entity === sent.entity ? { kind: 'DONE', events } : undefined;
  return { kind: 'NOTHING' };
}

/** @throws Stop unless it was done, or was no fact. */
export function orStop(answered: Answered, session: Session): readonly LogEvent[] {
  switch (answered.kind) {
    case 'DONE':
      return answered.events;
    case 'NOTHING':
      return [];
    case 'REJECTED':
      throw new Stop(EXIT.REFUSED, `${answered.error}: ${answered.cause}`, undefined, {
        error: answered.error,
        cause: answered.cause,
      });
    case 'SILENCE':
      throw new Stop(
        EXIT.NO_ANSWER,
        `The message is on ${session.topics.inbox}, but nobody decided on it within ${session.timeoutMs / 1_000} s.`,
        'It will be, as soon as an orchestrator runs: `npx backstep up` or `npx backstep orchestrator`. `npx backstep doctor` looks closer.',
      );
  }
}
