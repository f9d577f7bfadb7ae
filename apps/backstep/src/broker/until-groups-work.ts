import { setTimeout as pause } from 'node:timers/promises';
import { engineTopics, topicsOf } from '#contracts';
import { connectKafka, type ConnectOptions, type Kafka } from '#kafka';

const WITHIN_MS = 30_000;
const ONE_TRY_MS = 5_000;

/**
 * A broker that has just been started for the first time has no group coordinator: the first group makes it create the
 * topic that it keeps offsets in, and is turned away until that is there. So the first group is ours, and of no use.
 */
export async function untilGroupsWork(connect: ConnectOptions, prefix: string): Promise<void> {
  const kafka = connectKafka(connect);
  const { definitions } = topicsOf(prefix);
  try {
    await kafka.ensureTopics(engineTopics(prefix).filter(({ topic }) => topic === definitions));
    const until = Date.now() + WITHIN_MS;
    while (Date.now() < until && !(await joins(kafka, definitions, `${prefix}first`))) await pause(100);
  } finally {
    await kafka.close();
  }
}

async function joins(kafka: Kafka, topic: string, groupId: string): Promise<boolean> {
  const { promise: settled, resolve: settle } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => settle(false), ONE_TRY_MS);
  const handlers = { onAssigned: () => settle(true), onRecords: () => undefined, onCrash: () => settle(false) };
  const group = await kafka.join({ groupId, topics: [topic], from: 'told' }, handlers).catch(() => undefined);
  const joined = group !== undefined && (await settled);
  clearTimeout(timer);
  await group?.close().catch(() => undefined);
  return joined;
}
