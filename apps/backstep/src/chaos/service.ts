import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { connectKafka, connectOptionsFrom } from '#kafka';
import { NOTIFICATION, NotificationModule } from '#notification';
import { ORDER, OrderModule } from '#order';
import { runParticipant, type ParticipantOptions } from '#participant';
import { USER, UserModule } from '#user';
import { Dice } from './dice.js';
import { JOURNAL, JournalModule } from './journal.js';
import { tardyKafka } from './tardy-kafka.js';

/** One service as a process: `node service.js user`. */
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
const { env } = process;
const kafka = tardyKafka(connectKafka({ ...connectOptionsFrom(env), clientId: `chaos-${name}` }), {
  sessionTimeoutMs: Number(env['CHAOS_SESSION_MS']),
  late: Number(env['CHAOS_LATE']),
  // Each start draws anew: a command that was late once need not be so again.
  dice: new Dice(`${env['CHAOS_SEED']} ${process.pid}`, name),
});
await runParticipant(module, { ...options, kafka, port: false });
