import type { StateMachine } from '#asl';
import type { EventOf, ExecutionEvent } from '#contracts';
import { decide } from '../../decide.js';
import type { EngineMessage } from '../../decision.js';
import { nextDue } from '../../due.js';
import { evolve } from '../../evolve/evolve.js';
import { newExecution, type EndedExecution, type Execution, type RunningExecution } from '../../execution.js';
import { visitAt } from '../../scopes/scope-tree.js';
import { submissionTokenOf, taskTokenOf } from '../../task-token.js';
import type { LambdaRoute } from '../../tasks/route.js';
import type { TaskAnswer } from './task-answer.js';

/** Who does what Tasks ask for, at that time (epoch milliseconds). */
export type Participants = (task: EventOf<'TaskScheduled'>, at: number) => Promise<TaskAnswer>;

export interface Run {
  readonly machine: StateMachine;
  readonly id: string;
  readonly start: Extract<EngineMessage, { type: 'StartExecution' }>;
  readonly at: number;
  readonly participants: Participants;
  readonly route: LambdaRoute;
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

const MOST_DECISIONS = 5_000;

/** An execution from its start to its end, on a clock that is moved by hand: to what is due next, or answered next. */
export async function runExecution({ machine, id, start, at, participants, route }: Run): Promise<Ran> {
  let execution: Execution = newExecution(id);
  const decisions: Decided[] = [];
  const replies: Reply[] = [];
  let next: Reply | undefined = { at, message: start };
  for (let random = 0; next && random < MOST_DECISIONS; random++) {
    const decided = await decide(machine, execution, next.message, { at: next.at, random, route });
    if (!decided.ok) throw new Error(`${next.message.type} is refused: ${decided.error}: ${decided.cause}`);
    if (decided.events.length === 0) throw new Error(`${next.message.type} decides nothing`);
    for (const event of decided.events) execution = evolve(execution, event, next.at);
    decisions.push({ at: next.at, events: decided.events });
    if (!isGoingOn(execution)) break;
    for (const event of decided.events)
      if (event.type === 'TaskScheduled' && isOut(execution, event))
        replies.push(...repliesOf(execution, event, await participants(event, next.at), next.at));
    next = nextOf(execution, replies, next.at);
  }
  if (isGoingOn(execution)) throw new Error('The execution waits for something that will not happen');
  return { execution: execution as EndedExecution, decisions };
}

const isGoingOn = (execution: Execution): execution is RunningExecution => execution.status === 'RUNNING';

/** Not one that has failed in the same decision. */
function isOut(execution: RunningExecution, scheduled: EventOf<'TaskScheduled'>): boolean {
  const doing = visitAt(execution, scheduled)?.doing;
  return doing?.phase === 'OUT' && doing.attempt === scheduled.attempt;
}

function repliesOf(
  execution: RunningExecution,
  scheduled: EventOf<'TaskScheduled'>,
  answer: TaskAnswer,
  now: number,
): Reply[] {
  const taskToken = taskTokenOf(execution, 'F', scheduled);
  const result: EngineMessage = answer.ok
    ? { type: 'SendTaskSuccess', taskToken, output: answer.output }
    : { type: 'SendTaskFailure', taskToken, error: answer.error, cause: answer.cause, outcome: 'unknown' };
  const later = { at: answer.at, message: result };
  if (answer.submitted === undefined) return [later];
  const submission = submissionTokenOf(execution, scheduled);
  return [{ at: now, message: { type: 'SendTaskSuccess', taskToken: submission, output: answer.submitted } }, later];
}

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
