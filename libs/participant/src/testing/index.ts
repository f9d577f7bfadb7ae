export {
  participantOfHandlers,
  TestParticipant,
  type DeadLetter,
  type Reply,
  type Said,
  type TestOptions,
} from './test-participant.js';
export { freePort } from './free-port.js';
export { usePostgres, type Postgres } from './use-postgres.js';
export { CompiledServices, ended } from './service-process.js';
