import type { ParticipantOptions } from '#participant';
import { migrate } from './migrate.js';

export { OrderModule } from './order.module.js';

/** For `bootstrapParticipant(OrderModule, ORDER)`. */
export const ORDER: ParticipantOptions = { participant: 'order', migrate };
