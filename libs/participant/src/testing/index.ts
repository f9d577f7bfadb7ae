export {
  participantOfHandlers,
  TestParticipant,
  type DeadLetter,
  type Reply,
  type Said,
  type TestOptions,
} from './test-participant.js';
