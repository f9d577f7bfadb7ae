import { z } from 'zod';
import { json } from '../json.js';
import { childOf, eventOf, attempt, text, epochMs, problem, via, outcomeOfTask, count, visit } from './fields.js';

const leg = z.enum(['F', 'C']).describe('Forward, or the compensation of it');

export const taskEvents = [
  eventOf(
    'TaskLockRequested',
    { ...attempt, key: text, policy: z.enum(['WAIT', 'FAIL_FAST']), dueAt: epochMs.exactOptional() },
    'R16: the attempt goes out once the execution holds this lock; it is waited for until `dueAt`.',
  ),
  eventOf('TaskLockAcquired', { ...attempt, key: text }, 'The execution holds the lock until it has ended.'),
  eventOf(
    'TaskLockFailed',
    { ...attempt, ...problem, key: text },
    '`error` is `Saga.LockTimeout` or `Saga.LockNotAvailable`.',
  ),
  eventOf('TaskScheduled', {
    ...attempt,
    resource: text.describe('`kafka:order.place`'),
    input: json,
    dueAt: epochMs.exactOptional(),
    heartbeatSeconds: z.number().nonnegative().exactOptional(),
    compensable: z
      .boolean()
      .describe('The step’s undo, if it has one: from here on it may have an effect.')
      .exactOptional(),
    nested: z.literal(true).describe('It starts an execution that may have to be undone.').exactOptional(),
    role: z.literal('PIVOT').describe('Once this step has succeeded, nothing before it is undone.').exactOptional(),
    credentials: z
      .object({ roleArn: text })
      .readonly()
      .describe('The role that its `Credentials` name.')
      .exactOptional(),
    via: via.exactOptional(),
  }),
  eventOf(
    'ActivityStarted',
    { ...attempt, workerName: text.exactOptional() },
    'A worker has taken the activity’s task.',
  ),
  eventOf(
    'TaskSubmitted',
    { ...attempt, output: json },
    'Its service has taken it on, with this answer; the result comes later.',
  ),
  eventOf('TaskSucceeded', { ...attempt, output: json, child: childOf.exactOptional() }),
  eventOf('TaskFailed', { ...attempt, ...problem, outcome: outcomeOfTask }),
  eventOf('TaskTimedOut', { ...attempt, ...problem }, '`error` is `States.Timeout` or `States.HeartbeatTimeout`.'),
  eventOf(
    'TaskHeartbeat',
    { ...attempt, leg },
    'A heartbeat that moved the time of the heartbeat time-out; most are not worth an event.',
  ),
  eventOf(
    'RetryScheduled',
    {
      ...attempt,
      ...problem,
      retrier: count.exactOptional(),
      dueAt: epochMs,
      child: childOf
        .describe(
          'The execution that the attempt before has started and that has succeeded: it is told to undo itself.',
        )
        .exactOptional(),
    },
    'The next attempt is due then. `retrier` is the index in `Retry`; absent: a pivot’s outcome has to be known. `error` and `cause` stand here where no event before says by what the attempt has failed.',
  ),
  eventOf('WaitScheduled', { ...visit, dueAt: epochMs }),
  eventOf(
    'EvaluationFailed',
    { ...visit, ...problem, location: text.exactOptional() },
    'An expression of a state could not be evaluated; what follows from that is told by the next events.',
  ),
  eventOf(
    'TaskStateAborted',
    { ...visit },
    'Given up because another branch or iteration failed, or the execution ended.',
  ),
  eventOf('WaitStateAborted', { ...visit }),
] as const;
