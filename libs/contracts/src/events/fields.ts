import { z } from 'zod';
import { json } from '../json.js';

/**
 * What events are made of. These schemas describe what the engine writes, for those who read the log with tools of
 * their own; reading it back checks no more than that an event has a type, since old histories replay for ever.
 */

/** Of an event: absent, or there with a value; never there without one. */
export const text = z.string();
export const count = z.int().nonnegative();
export const ordinal = z.int().positive();
/** Epoch milliseconds; a back-off makes fractions of them. */
export const epochMs = z.number().describe('Epoch milliseconds');

/** One visit of one state. */
export const visit = {
  state: text.min(1).describe('The path of the state through the scopes, e.g. `ShipAll[3].Ship`'),
  visit: ordinal.describe('Counts the entries into the state, from 1'),
};

/** One try of a visit. */
export const attempt = { ...visit, attempt: ordinal.describe('Counts the tries of one visit, from 1') };

/** An iteration of a Map. */
export const iteration = {
  ...attempt,
  index: count,
  items: count.describe('How many items it is about, where they go in batches').exactOptional(),
};

/** What is tried again of an execution, or an iteration that is one, that had ended. */
export const goingOn = {
  scopes: z.array(text).readonly().describe('The branches and iterations that go on.').exactOptional(),
  anew: z
    .array(text)
    .readonly()
    .describe('The states of those that begin again as a whole: all within them was done, and yet they failed.')
    .exactOptional(),
};

export const problem = { error: text.exactOptional(), cause: text.exactOptional() };

/** Who asked for it, and why, where a person did and said so. */
export const word = {
  by: text.describe('Who asked for it').exactOptional(),
  why: text.describe('Why, as he said it').exactOptional(),
};

export const via = z
  .enum(['LAMBDA', 'NOBODY'])
  .describe(
    'Who calls a Lambda function that no participant is named after: the participant `lambda`, or nobody can. ' +
      'Absent: the participant of the function’s name',
  );

export const variables = z.record(z.string(), json).readonly().describe('Variables by name');

export const childOf = z
  .object({
    execution: text.describe('Its id'),
    attempt: ordinal,
    logOffset: count.describe('Where the log has its `ExecutionStarted`, in its partition').exactOptional(),
  })
  .readonly()
  .describe('The execution that an attempt has started and waited for; it is undone where the step is');

export const failure = z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']).describe('How an execution that cannot go on ends');

export const outcomeOfTask = z
  .enum(['refused', 'unknown'])
  .describe('`refused`: nothing happened. `unknown`: it may have happened');

export const stateTypes = [
  'Task',
  'Pass',
  'Choice',
  'Wait',
  'Succeed',
  'Fail',
  'Parallel',
  'Map',
  'Compensate',
] as const;

/** Of each event, since what happened does not change. */
export type Fixed<E> = E extends object ? { readonly [F in keyof E]: E[F] } : never;

/** An event: its fields, beside its type. */
export const eventOf = <T extends string, F extends z.ZodRawShape>(type: T, fields: F, says?: string) => {
  const schema = z.object({ type: z.literal(type), ...fields });
  return says === undefined ? schema : schema.describe(says);
};
