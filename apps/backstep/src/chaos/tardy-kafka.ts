import { setTimeout as pause } from 'node:timers/promises';
import type { GroupHandlers, InRecord, Kafka, OutRecord } from '#kafka';
import type { Dice } from './dice.js';

interface TardyOptions {
  readonly sessionTimeoutMs: number;
  /** Of the records: they are handed on later, and behind others that came later. */
  readonly late: number;
  readonly dice: Dice;
}

const LONGEST_MS = 12_000;
const LOOK_AGAIN_MS = 100;
/** A header: a record that is kept for later. */
export const DUE = 'chaos-due';

/**
 * Kafka as a service may meet it: its commands come late and in another order, as from an owner whose dispatch took its
 * time, and who is dead is missed soon. A late record is on the topic all the while, so it is never lost.
 */
export function tardyKafka(kafka: Kafka, { sessionTimeoutMs, late, dice }: TardyOptions): Kafka {
  const producer = kafka.producer();
  const tardy = (handlers: GroupHandlers): GroupHandlers['onRecords'] => {
    return async (partition, records) => {
      const dueOf = (record: InRecord): number => {
        const due = record.headers[DUE];
        if (due !== undefined) return Number(due);
        return dice.chance(late) ? Date.now() + dice.between(0, LONGEST_MS) : 0;
      };
      const judged = records.map((record) => ({ record, due: dueOf(record) }));
      const now = Date.now();
      const ready = judged.filter(({ due }) => due <= now).map(({ record }) => record);
      if (ready.length > 0) await handlers.onRecords(partition, ready);
      const waiting = judged.filter(({ due }) => due > now);
      if (waiting.length === 0) return;
      await pause(LOOK_AGAIN_MS);
      await (await producer).send(waiting.map(({ record, due }) => again(record, due)));
    };
  };
  return {
    ensureTopics: (specs) => kafka.ensureTopics(specs),
    describeTopics: (topics) => kafka.describeTopics(topics),
    offsets: (topic) => kafka.offsets(topic),
    producer: (options) => kafka.producer(options),
    join: (group, handlers) => kafka.join({ ...group, sessionTimeoutMs }, { ...handlers, onRecords: tardy(handlers) }),
    reader: (topics) => kafka.reader(topics),
    close: () => kafka.close(),
  };
}

function again({ topic, partition, key, value, headers }: InRecord, due: number): OutRecord {
  const kept = Object.entries(headers).filter((header): header is [string, Buffer] => header[1] !== undefined);
  return { topic, partition, key, value, headers: { ...Object.fromEntries(kept), [DUE]: String(due) } };
}
