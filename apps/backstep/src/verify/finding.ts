/** What `verify` promises of every record; a finding is a record that breaks one of these sentences. */
export const RULES = {
  LOG_RECORD: 'Every record of the log is a marker or a decision.',
  LOG_GAP: "The numbers of an owner's decisions have no gap.",
  NEXT_INBOX: 'The place from which the inbox is read never goes back, and never runs ahead of the inbox.',
  TIME: 'Times of a partition never go back.',
  PARTITION: 'A decision stands in the partition of its entity.',
  STORY: 'Each event can have happened to the execution as the events before it left it.',
  RESOURCE: 'Each change of a state machine or an activity can have happened to it as it was.',
  LOCK: 'No two executions hold a lock at once; a lock is held until its holder has ended, and not for ever.',
  AFTER_END: 'Nothing happens to an execution after its end.',
  MESSAGE: 'Each message of the inbox is answered by a fact or a rejection, or provably changes nothing.',
  INVENTED: 'Each fact that a message must have caused has that message on the inbox.',
  UNDO_PLAN: 'What is planned to be undone is what has, or may have, an effect: last in, first out.',
  UNDO_ORDER: 'Undos run one at a time, in the order of the plan.',
  END: 'Each end is one that the promise allows: all effects kept, all undone, or left by a recorded person.',
  COMMAND: 'Each command follows from a counting decision, with its id, attempt and input.',
  COMMAND_MISSING: 'Each decision that schedules a command has sent it.',
  MESSAGE_MISSING: 'Each decision that sends a message to another execution has sent it.',
  OUTCOME: 'Each start and each end was announced, as it was.',
  DEFINITION: 'Each version of a state machine, and what leads to it, is on the definitions topic as it was decided.',
  OPEN: 'All executions have ended.',
} as const;

export type Rule = keyof typeof RULES;

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface Finding extends Partial<Place> {
  readonly rule: Rule;
  /** A sentence. */
  readonly says: string;
  readonly execution?: string;
}

export type Report = (finding: Finding) => void;
