import { z } from 'zod';
import { instant, json } from './json.js';
import { LIMITS } from './limits.js';
import { lockMessages, refuseLock, releaseLock } from './lock-messages.js';
import { common, name, taskToken } from './message-fields.js';
import { registryMessages } from './registry-messages.js';

/**
 * The messages of `<prefix>inbox`, each named after the API operation that it is. Unknown fields are let through:
 * fields may be added, never changed in meaning.
 */

const error = z.string().max(LIMITS.errorLength);
const cause = z.string().max(LIMITS.causeLength);
/** Who asks, and why; what is decided says so. */
const word = { by: z.string().min(1).max(256).optional(), why: z.string().min(1).max(LIMITS.causeLength).optional() };
/** `<machine>:<name>`; of an EXPRESS execution `<machine>:<name>:<run>` */
const execution = z.string().regex(/^[^:]+:[^:]+(:[^:]+)?$/, 'must be <state machine>:<execution name>');

export const startExecution = z.looseObject({
  type: z.literal('StartExecution'),
  stateMachine: name,
  name: name.optional().describe('Left out, the record’s place in the inbox becomes the name'),
  input: json.optional(),
  inputText: z
    .string()
    .optional()
    .describe('The input as it was written, where that is not how `JSON.stringify` writes it: the history shows it so'),
  version: z
    .int()
    .positive()
    .optional()
    .describe(
      'The version to start, and the offset at which `definitions` holds it; an owner that has not read so far waits',
    ),
  definitionOffset: z.int().nonnegative().optional(),
  evenDeleted: z.boolean().optional().describe('Also if its state machine has been deleted since, or is `transient`'),
  versionNumber: z
    .int()
    .positive()
    .optional()
    .describe('The published version, or the alias, that it is started by; with `version` only recorded'),
  alias: z.string().min(1).max(LIMITS.nameLength).optional(),
  traceHeader: z.string().max(LIMITS.traceHeaderLength).optional(),
  express: name
    .optional()
    .describe('Of a state machine of the type EXPRESS, whose executions may have the same name: what tells them apart'),
  ...common,
});

/** Whoever says it wrongly costs its owner time, and nothing else. */
const logOffset = z
  .int()
  .nonnegative()
  .optional()
  .describe('Where the log has its `ExecutionStarted`; without it the owner looks from the beginning of the log on');

export const stopExecution = z.looseObject({
  type: z.literal('StopExecution'),
  execution,
  error: error.optional(),
  cause: cause.optional(),
  undo: z
    .boolean()
    .optional()
    .describe('false: kill, end without undoing anything. Default: what the state machine’s `Saga.OnAbort` says'),
  startedBy: taskToken
    .optional()
    .describe('Only if the task with this token has started it, and waits for it no longer'),
  logOffset,
  ...word,
  ...common,
});

/** R14: an execution that has succeeded is undone by the one whose task has started it; by nobody else. */
export const undoExecution = z.looseObject({
  type: z.literal('UndoExecution'),
  execution,
  /** The token by which that task has started it. */
  startedBy: taskToken,
  /** Answered when it is undone, or cannot be. */
  undoToken: taskToken,
  error: error.optional(),
  cause: cause.optional(),
  logOffset,
  ...common,
});

/** Of an execution that was waited for: it has succeeded, and can be undone. */
const undoable = z.literal(true).optional();

export const sendTaskSuccess = z.looseObject({
  type: z.literal('SendTaskSuccess'),
  taskToken,
  output: json.optional(),
  undoable,
  logOffset: logOffset.describe('Of one that is `undoable`: where the log has its `ExecutionStarted`'),
  ...common,
});

/** The error of a command that was not begun because its deadline had passed. */
export const DEADLINE_PASSED = 'Participant.DeadlinePassed';

export const sendTaskFailure = z.looseObject({
  type: z.literal('SendTaskFailure'),
  taskToken,
  error: error.optional(),
  cause: cause.optional(),
  outcome: z
    .enum(['refused', 'unknown'])
    .optional()
    .describe('`refused`: nothing happened. `unknown`: it may have happened, so the step is undone'),
  ...common,
});

export const sendTaskHeartbeat = z.looseObject({ type: z.literal('SendTaskHeartbeat'), taskToken, ...common });

/** A worker asks for the task of an activity that has this token. */
export const getActivityTask = z.looseObject({
  type: z.literal('GetActivityTask'),
  taskToken,
  workerName: z.string().min(1).max(LIMITS.nameLength).optional(),
  ...common,
});

export const redriveExecution = z.looseObject({
  type: z.literal('RedriveExecution'),
  execution,
  clientToken: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('A second one with the same token, or else the same `id`, changes nothing'),
  logOffset,
  ...word,
  ...common,
});

export const resolveCompensation = z.looseObject({
  type: z.literal('ResolveCompensation'),
  execution,
  state: z.string().min(1),
  visit: z.int().positive().optional(),
  how: z.enum(['RETRY', 'RESOLVED', 'SKIP', 'GIVE_UP']),
  input: json.optional().describe('With `RETRY`: instead of the computed input'),
  by: z.string().min(1).max(256),
  why: z.string().min(1).max(LIMITS.causeLength),
  ...common,
});

export const message = z.discriminatedUnion('type', [
  startExecution,
  stopExecution,
  sendTaskSuccess,
  sendTaskFailure,
  sendTaskHeartbeat,
  getActivityTask,
  redriveExecution,
  undoExecution,
  resolveCompensation,
  ...registryMessages,
  ...lockMessages,
]);

export type Message = z.infer<typeof message>;
export type MessageOf<T extends Message['type']> = Extract<Message, { type: T }>;
export type MessageType = Message['type'];

/** The answer to the task of an execution. */
export const reply = z.discriminatedUnion('type', [sendTaskSuccess, sendTaskFailure]);
export type Reply = z.infer<typeof reply>;

/** What follows for a lock, or for who asks for it, from a message that is refused. */
export const lockReply = z.discriminatedUnion('type', [releaseLock, refuseLock]);
export type LockReply = z.infer<typeof lockReply>;

/** The engine's answer on a message's `replyTo`, when the log has what it decided. */
export const answer = z.looseObject({
  id: z.string().optional(),
  ok: z.literal(true).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
  entity: z.string().optional().describe('The entity that the message was for, e.g. the execution that was started'),
  log: z
    .looseObject({ partition: z.int().nonnegative(), offset: z.int().nonnegative() })
    .optional()
    .describe('Whoever has read the log up to and including this record knows what was decided, and on what'),
  result: json.optional().describe('What a client is told of it; the shape depends on the message (`results.ts`)'),
  at: instant,
});
export type Answer = z.infer<typeof answer>;
