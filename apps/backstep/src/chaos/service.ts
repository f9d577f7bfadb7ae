import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { connectKafka, connectOptionsFrom, type Kafka } from '#kafka';
import { NOTIFICATION, NotificationModule } from '#notification';
import { ORDER, OrderModule } from '#order';
import { runParticipant, type ParticipantOptions } from '#participant';
import { USER, UserModule } from '#user';
import { JOURNAL, JournalModule } from './journal.js';

/** One service as a process: `node service.js user`. A service that is killed is missed soon. */
const SERVICES: Readonly<Record<string, readonly [Type, ParticipantOptions]>> = {
  user: [UserModule, USER],
  order: [OrderModule, ORDER],
  notification: [NotificationModule, NOTIFICATION],
  journal: [JournalModule, JOURNAL],
};

const name = process.argv[2] ?? '';
const service = SERVICES[name];
if (!service) throw new TypeError(`There is no service ${name}.`);
const [module, options] = service;
const kafka = missedAfter(
  Number(process.env['CHAOS_SESSION_MS']),
  connectKafka({ ...connectOptionsFrom(process.env), clientId: `chaos-${name}` }),
);
await runParticipant(module, { ...options, kafka, port: false });

function missedAfter(sessionTimeoutMs: number, kafka: Kafka): Kafka {
  return {
    ensureTopics: (specs) => kafka.ensureTopics(specs),
    describeTopics: (topics) => kafka.describeTopics(topics),
    offsets: (topic) => kafka.offsets(topic),
    producer: (producerOptions) => kafka.producer(producerOptions),
    join: (group, handlers) => kafka.join({ ...group, sessionTimeoutMs }, handlers),
    reader: (topics) => kafka.reader(topics),
    close: () => kafka.close(),
  };
}
