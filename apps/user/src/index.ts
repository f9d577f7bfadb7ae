import type { ParticipantOptions } from '#participant';
import { migrate } from './migrate.js';

export { UserModule } from './user.module.js';

/** For `bootstrapParticipant(UserModule, USER)`. */
export const USER: ParticipantOptions = { participant: 'user', migrate };
