import type { StateMachine } from '#asl';
import { readTaskToken, type EventOf, type ExecutionEvent } from '#contracts';
import { outstandingCommands } from '../../commands-from.js';
import { decide } from '../../decide.js';
import type { EngineMessage } from '../../decision.js';
import { nextDue } from '../../due.js';
import { evolve } from '../../evolve/evolve.js';
import { newExecution, type EndedExecution, type Execution, type RunningExecution } from '../../execution.js';
import type { TaskAnswer } from './task-answer.js';

/** Who does what Tasks ask for, at that time (epoch milliseconds). */
export type Participants = (task: EventOf<'TaskScheduled'>, at: number) => Promise<TaskAnswer>;

export interface Run {
  readonly machine: StateMachine;
  readonly id: string;
  readonly start: Extract<EngineMessage, { type: 'StartExecution' }>;
  readonly at: number;
  readonly participants: Participants;
}

export interface Ran {
  readonly execution: EndedExecution;
  readonly decisions: readonly Decided[];
}

interface Decided {
  readonly at: number;
  readonly events: readonly ExecutionEvent[];
}

interface Reply {
  readonly at: number;
  readonly message: EngineMessage;
}

const replyTo = { topic: 'backstep.inbox', partition: 0 };
const MOST_DECISIONS = 5_000;

/** An execution from its start to its end, on a clock that is moved by hand: to what is due next, or answered next. */
export async function runExecution({ machine, id, start, at, participants }: Run): Promise<Ran> {
  let execution: Execution = newExecution(id);
  const decisions: Decided[] = [];
  const replies: Reply[] = [];
  const record = (events: readonly ExecutionEvent[], when: number): void => {
    for (const event of events) execution = evolve(execution, event, when);
    decisions.push({ at: when, events });
  };

  let next: Reply | undefined = { at, message: start };
  for (let random = 0; next && random < MOST_DECISIONS; random++) {
    const decided = await decide(machine, execution, next.message, { at: next.at, random });
    if (!decided.ok) throw new Error(`${next.message.type} is refused: ${decided.error}: ${decided.cause}`);
    if (decided.events.length === 0) throw new Error(`${next.message.type} decides nothing`);
    record(decided.events, next.at);
    for (const event of decided.events)
      if (event.type === 'TaskScheduled') {
        const answer = await participants(event, next.at);
        const token = tokenOf(execution, event);
        if (!token) continue;
        // There is no message for it yet that a participant could send.
        if (answer.submitted !== undefined) record([submitted(event, answer.submitted)], next.at);
        replies.push({ at: answer.at, message: messageOf(token, answer) });
      }
    next = isGoingOn(execution) ? nextOf(execution, replies, next.at) : undefined;
  }
  if (isGoingOn(execution)) throw new Error('The execution waits for something that will not happen');
  return { execution: execution as EndedExecution, decisions };
}

const isGoingOn = (execution: Execution): execution is RunningExecution => execution.status === 'RUNNING';

/** Undefined where the Task has been given up in the same decision. */
function tokenOf(execution: Execution, { state, visit, attempt }: EventOf<'TaskScheduled'>): string | undefined {
  const command = outstandingCommands(execution, replyTo).find(({ taskToken }) => {
    const token = readTaskToken(taskToken);
    return token?.state === state && token.visit === visit && token.attempt === attempt && token.leg === 'F';
  });
  return command?.taskToken;
}

const submitted = (
  { state, visit, attempt }: EventOf<'TaskScheduled'>,
  output: EventOf<'TaskSubmitted'>['output'],
): EventOf<'TaskSubmitted'> => ({ type: 'TaskSubmitted', state, visit, attempt, output });

const messageOf = (taskToken: string, answer: TaskAnswer): EngineMessage =>
  answer.ok
    ? { type: 'SendTaskSuccess', taskToken, output: answer.output }
    : { type: 'SendTaskFailure', taskToken, error: answer.error, cause: answer.cause, outcome: 'unknown' };

/** The earliest answer, or what is due before it; what is due at once is due now. */
function nextOf(execution: RunningExecution, replies: Reply[], now: number): Reply | undefined {
  const due = nextDue(execution);
  const first = replies.reduce<Reply | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
  if (first && (due === undefined || first.at <= due)) {
    replies.splice(replies.indexOf(first), 1);
    return { ...first, at: Math.max(first.at, now) };
  }
  return due === undefined ? undefined : { at: Math.max(due, now), message: { type: 'TimerFired' } };
}
