import type { Json, Leg, MessageOf } from '#contracts';
import type { EngineMessage } from '../decision.js';
import type { Execution } from '../execution.js';
import { outstandingCommands } from '../commands-from.js';
import { submissionTokenOf, taskTokenOf } from '../task-token.js';

/** Something that happens to an execution in a story: a message, written when the execution is known. */
export interface Happening {
  readonly message: (execution: Execution) => EngineMessage;
  /** Epoch milliseconds; absent: at the same time as what was before. */
  readonly at?: number;
}

/** When stories begin. */
export const EPOCH = 1_800_000_000_000;
export const seconds = (n: number): number => EPOCH + n * 1000;

/** The same, so many seconds after the story's beginning. */
export const at = (after: number, { message }: Happening): Happening => ({ message, at: seconds(after) });

const sends = (message: EngineMessage): Happening => ({ message: () => message });

export const starts = (input?: Json): Happening =>
  sends({
    type: 'StartExecution',
    stateMachine: 'signup',
    version: 1,
    name: 'ada',
    ...(input !== undefined && { input }),
  });

export const stops = (how: Partial<Omit<MessageOf<'StopExecution'>, 'type'>> = {}): Happening =>
  sends({ type: 'StopExecution', execution: 'signup:ada', ...how });

/** Kill: without undo. */
export const killed = (): Happening => stops({ undo: false });
export const redriven = (): Happening => sends({ type: 'RedriveExecution', execution: 'signup:ada' });

/** The timer of this second fires. */
export const time = (after: number): Happening => at(after, sends({ type: 'TimerFired' }));

/** Which attempt is meant; by default the one that is out. */
export interface Which {
  readonly visit?: number;
  readonly attempt?: number;
}

export const replyTo = { topic: 'backstep.inbox', partition: 0 } as const;

function tokenOf(execution: Execution, leg: Leg, state: string, { visit, attempt }: Which): string {
  if (execution.status === 'NEW') throw new Error('Nothing has begun');
  const out = outstandingCommands(execution, replyTo).findLast(
    (command) => command.state === state && command.id.endsWith(leg),
  );
  if (!out && (visit === undefined || attempt === undefined))
    throw new Error(`No command of ${state} is out: say which visit and attempt is meant`);
  const of = { state, visit: visit ?? (out?.visit as number), attempt: attempt ?? (out?.attempt as number) };
  return taskTokenOf(execution, leg, of);
}

const succeedsOn =
  (leg: Leg) =>
  (state: string, output: Json = {}, which: Which = {}): Happening => ({
    message: (execution) => ({ type: 'SendTaskSuccess', taskToken: tokenOf(execution, leg, state, which), output }),
  });

const failsOn =
  (leg: Leg, outcome: 'refused' | 'unknown') =>
  (state: string, error = 'Refused', which: Which = {}): Happening => ({
    message: (execution) => ({
      type: 'SendTaskFailure',
      taskToken: tokenOf(execution, leg, state, which),
      error,
      cause: `${error} of ${state}`,
      outcome,
    }),
  });

export const succeeds = succeedsOn('F');
export const undoSucceeds = succeedsOn('C');
/** Its participant says that nothing happened. */
export const refuses = failsOn('F', 'refused');
export const undoRefuses = failsOn('C', 'refused');
/** It may have happened. */
export const fails = failsOn('F', 'unknown');
export const undoFails = failsOn('C', 'unknown');

/** The results that a Map sent last are written, or were not. */
function writeTokenOf(execution: Execution, state: string, write?: number): string {
  if (execution.status === 'NEW') throw new Error('Nothing has begun');
  const out = outstandingCommands(execution, replyTo).find(
    (command) => command.state === state && command.command === 's3.write-results',
  );
  if (!out && write === undefined) throw new Error(`No results of ${state} are out: say which write is meant`);
  return taskTokenOf(execution, 'W', { state, visit: 1, attempt: write ?? (out?.attempt as number) });
}

export const written = (state: string, size: number, write?: number): Happening => ({
  message: (execution) => ({
    type: 'SendTaskSuccess',
    taskToken: writeTokenOf(execution, state, write),
    output: typeof size === 'number' ? { size } : size,
  }),
});

export const writeFails = (state: string, error: string): Happening => ({
  message: (execution) => ({
    type: 'SendTaskFailure',
    taskToken: writeTokenOf(execution, state),
    error,
    cause: `${error} of ${state}`,
    outcome: 'refused',
  }),
});

function submissionOf(execution: Execution, state: string, { visit = 1, attempt = 1 }: Which): string {
  if (execution.status === 'NEW') throw new Error('Nothing has begun');
  return submissionTokenOf(execution, { state, visit, attempt });
}

/** Its participant says that it has taken the task on. */
export const submits = (state: string, output: Json = {}, which: Which = {}): Happening => ({
  message: (execution) => ({ type: 'SendTaskSuccess', taskToken: submissionOf(execution, state, which), output }),
});

export const refusesToSubmit = (state: string, error = 'Refused', which: Which = {}): Happening => ({
  message: (execution) => ({ type: 'SendTaskFailure', taskToken: submissionOf(execution, state, which), error }),
});

const beatsOn =
  (leg: Leg) =>
  (state: string, which: Which = {}): Happening => ({
    message: (execution) => ({ type: 'SendTaskHeartbeat', taskToken: tokenOf(execution, leg, state, which) }),
  });

export const beats = beatsOn('F');
export const undoBeats = beatsOn('C');

/** A worker asks for the task of an activity. */
export const takes = (state: string, workerName: string, which: Which = { visit: 1, attempt: 1 }): Happening => ({
  message: (execution) => ({ type: 'GetActivityTask', taskToken: tokenOf(execution, 'F', state, which), workerName }),
});

/** A message as it stands, e.g. one that was forged. */
export const says = sends;

export const resolves = (
  state: string,
  how: MessageOf<'ResolveCompensation'>['how'],
  more: { input?: Json; visit?: number } = {},
): Happening =>
  sends({
    type: 'ResolveCompensation',
    execution: 'signup:ada',
    state,
    how,
    by: 'ada',
    why: 'the mail server is back',
    ...more,
  });
