export { HandlesCommand, type HandlesCommandOptions } from './handlers/handles-command.decorator.js';
export { CommandInput } from './handlers/command-input.decorator.js';
export { CommandContext } from './handlers/command-context.js';
export { OutcomeUnknown, Refused } from './handlers/refused.js';
export { HandlersRefused } from './handlers/explore-handlers.js';
export { BackstepParticipant } from './transport/backstep-participant.js';
export type { RetryPolicy } from './transport/retry-policy.js';
export { ParticipantModule } from './bootstrap/participant.module.js';
export { Database } from './bootstrap/database.js';
export type { ParticipantOptions } from './bootstrap/participant-options.js';
export { CannotStart } from './bootstrap/start-up-check.js';
export { PinoLogger } from './bootstrap/pino-logger.js';
export {
  bootstrapParticipant,
  type BootstrapOptions,
  type RunningParticipant,
} from './bootstrap/bootstrap-participant.js';
export { runParticipant, runParticipants, type Started } from './bootstrap/run-participant.js';
export { StoreAway, type Db, type Eventually, type SqlRow, type SqlValue } from './inbox/participant.store.js';
