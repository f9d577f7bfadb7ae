import { z } from 'zod';
import { json } from '../json.js';
import {
  childOf,
  eventOf,
  problem,
  word,
  failure,
  epochMs,
  visit,
  attempt,
  text,
  via,
  outcomeOfTask,
  count,
} from './fields.js';

const plannedUndo = z
  .object({ ...visit, resource: text, child: childOf.exactOptional(), because: text.describe('A sentence for people') })
  .readonly();

const afterUndo = z.enum(['CATCH', 'FAIL', 'EXIT']).describe('How a state goes on whose scope was undone');

export const compensationEvents = [
  eventOf(
    'CompensationRequested',
    {
      ...problem,
      undoToken: text.describe('Of the task that waits for it').exactOptional(),
      plan: z.array(plannedUndo).readonly(),
    },
    'It had succeeded, and is undone for whoever started it; or whoever that is has another token to be answered by.',
  ),
  eventOf(
    'CompensationTriggered',
    { ...problem, ...word, status: failure, drainUntil: epochMs.exactOptional() },
    'The execution will end so, but first what it did is undone. `drainUntil`: until then it waits for what is out.',
  ),
  eventOf('CompensationPlanned', { ...problem, ...word, status: failure, plan: z.array(plannedUndo).readonly() }),
  eventOf(
    'ScopeCompensationTriggered',
    { ...visit, ...problem, afterwards: afterUndo, drainUntil: epochMs },
    'What was done in the scope of this state, or within it, will be undone; until `drainUntil` what is out there is waited for.',
  ),
  eventOf(
    'ScopeCompensationPlanned',
    { ...visit, ...problem, afterwards: afterUndo, plan: z.array(plannedUndo).readonly() },
    'This state waits until what was done in its scope, or within it, is undone; then it is caught, fails or is left.',
  ),
  eventOf('ScopeCompensationCompleted', { ...visit, compensationStatus: z.enum(['COMPLETED', 'PARTIAL']) }),
  eventOf('CompensationScheduled', {
    ...attempt,
    resource: text,
    input: json,
    whole: z
      .literal(true)
      .describe('It undoes a Parallel or Map as a whole: no forward command has its id.')
      .exactOptional(),
    elsewhere: z
      .literal(true)
      .describe('The step was no command to this participant: its inbox knows nothing of it.')
      .exactOptional(),
    child: childOf.describe('It is this execution that is undone.').exactOptional(),
    via: via.exactOptional(),
    dueAt: epochMs.exactOptional(),
    heartbeatSeconds: z.number().nonnegative().exactOptional(),
  }),
  eventOf('CompensationSucceeded', { ...attempt, output: json.exactOptional() }),
  eventOf(
    'CompensationFailed',
    { ...attempt, ...problem, outcome: outcomeOfTask.exactOptional() },
    '`outcome` as the participant said it; `unknown` for a time-out.',
  ),
  eventOf(
    'CompensationRetryScheduled',
    { ...attempt, retrier: count.exactOptional(), dueAt: epochMs },
    'The next attempt is due then. `retrier` is the index in `Compensate.Retry`; absent: the default policy.',
  ),
  eventOf('CompensationSkipped', { ...visit, because: text }, 'Nothing was done about this step, `because`.'),
  eventOf(
    'CompensationBlocked',
    { ...visit, ...problem },
    'The undo of this step has failed for good; the execution waits for a person.',
  ),
  eventOf('CompensationResolved', {
    ...visit,
    how: z.enum(['RETRY', 'RESOLVED', 'SKIP']),
    input: json.exactOptional(),
    by: text,
    why: text,
  }),
  eventOf('CompensationCompleted', { compensationStatus: z.enum(['COMPLETED', 'PARTIAL']) }),
  eventOf('CompensationGivenUp', { by: text, why: text }),
  eventOf(
    'LateResult',
    {
      ...attempt,
      result: z.enum(['SUCCEEDED', 'REFUSED', 'UNKNOWN']),
      output: json.exactOptional(),
      error: text.exactOptional(),
      cause: text.exactOptional(),
    },
    'A reply to an attempt that was given up already. A late success gives the undo its forward output.',
  ),
] as const;
