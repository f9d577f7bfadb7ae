import type { ParticipantOptions } from '#participant';
import { migrate } from './migrate.js';

export { NotificationModule } from './notification.module.js';

/** For `bootstrapParticipant(NotificationModule, NOTIFICATION)`. */
export const NOTIFICATION: ParticipantOptions = { participant: 'notification', migrate };
