import 'reflect-metadata';
import { bootstrapParticipant, type ParticipantOptions } from '#participant';
import { NOTIFICATION, NotificationModule } from '#notification';
import { ORDER, OrderModule } from '#order';
import { USER, UserModule } from '#user';
import { answerCpu } from './cpu.js';

/** The three services in one process, each with a database of its own. */
const options = (participant: ParticipantOptions) => ({ ...participant, port: false as const, logger: false as const });

const services = await Promise.all([
  bootstrapParticipant(UserModule, options(USER)),
  bootstrapParticipant(OrderModule, options(ORDER)),
  bootstrapParticipant(NotificationModule, options(NOTIFICATION)),
]);

process.once('SIGTERM', () => {
  void Promise.all(services.map((service) => service.close())).then(() => process.exit(0));
});
answerCpu();
process.send?.({ ready: true });
