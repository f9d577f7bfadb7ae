import {
  executionArn,
  executionId,
  expressExecutionId,
  stateMachineArn,
  readTaskToken,
  type EventOf,
  type ExecutionEvent,
  type Message,
} from '#contracts';
import { decide } from '../../decide.js';
import type { EngineMessage, Refused } from '../../decision.js';
import { nextDue } from '../../due.js';
import { evolve } from '../../evolve/evolve.js';
import { isOver, newExecution, type Execution } from '../../execution.js';
import { messagesFrom } from '../../messages-from.js';
import { visitAt } from '../../scopes/scope-tree.js';
import { taskTokenOf } from '../../task-token.js';
import { acceptance, refusal } from '../../tasks/replies.js';
import type { LambdaRoute } from '../../tasks/route.js';
import type { Created } from './step-functions.js';
import type { TaskAnswer } from './task-answer.js';

/** An execution with all that was decided about it. */
export interface Owned {
  readonly of: Created;
  readonly execution: Execution;
  readonly decisions: readonly { readonly at: number; readonly events: readonly ExecutionEvent[] }[];
}

/** What is outside of the executions. */
export interface Outside {
  readonly machine: (name: string) => Created | undefined;
  readonly route: LambdaRoute;
  /** What a participant answers; undefined where none is asked. */
  readonly ask: (task: EventOf<'TaskScheduled'>, at: number) => TaskAnswer | undefined;
}

interface Sent {
  readonly at: number;
  readonly message: Message | { readonly type: 'TimerFired'; readonly execution: string };
}

const MOST_DECISIONS = 5_000;

/** Owns executions as an orchestrator does, on a clock that is moved by hand: to what is sent, answered or due next. */
export class InMemoryOwner {
  readonly #owned = new Map<string, Owned>();
  readonly #sent: Sent[] = [];
  #decided = 0;

  constructor(private readonly outside: Outside) {}

  of = (id: string): Owned | undefined => this.#owned.get(id);

  /** Sends a message, and lets happen what follows until that execution is over. */
  async run(id: string, message: Message, at: number): Promise<Owned> {
    this.#sent.push({ at, message });
    const most = this.#decided + MOST_DECISIONS;
    for (let next = this.#next(at); next; next = this.#next(next.at)) {
      await this.#take(next);
      const owned = this.#owned.get(id);
      if (owned && isOver(owned.execution)) return owned;
      if (this.#decided > most) throw new Error(`${id} does not end`);
    }
    throw new Error(`${id} waits for something that will not happen`);
  }

  /** What was sent first of what comes first; else what is due first, which may be now. */
  #next(now: number): Sent | undefined {
    let first: Sent | undefined;
    for (const sent of this.#sent) if (!first || sent.at < first.at) first = sent;
    for (const [execution, owned] of this.#owned) {
      const due = nextDue(owned.execution);
      if (due !== undefined && (!first || due < first.at))
        first = { at: due, message: { type: 'TimerFired', execution } };
    }
    if (!first) return undefined;
    if (first.message.type !== 'TimerFired') this.#sent.splice(this.#sent.indexOf(first), 1);
    return { ...first, at: Math.max(first.at, now) };
  }

  async #take({ at, message }: Sent): Promise<void> {
    const entity = message.type === 'TimerFired' ? message.execution : entityOf(message);
    const { refused, sends } = await this.#decide(entity, message as EngineMessage, at);
    // It was decided first, and so is what its caller is told first.
    const reply = message.type === 'TimerFired' ? undefined : this.#reply(message, refused, at);
    for (const sent of reply ? [reply, ...sends] : sends) this.#sent.push({ at, message: sent });
  }

  #reply(message: Message, refused: Refused | undefined, at: number): Message | undefined {
    if (refused) return refusal(message, refused);
    return acceptance(message, this.#owned.get(entityOf(message))?.execution, at);
  }

  async #decide(id: string, message: EngineMessage, at: number): Promise<Decision> {
    const name = id.slice(0, id.indexOf(':'));
    const of = this.outside.machine(name);
    if (!of) return refused('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn(name)}'`);
    const { execution: before, decisions } = this.#owned.get(id) ?? { execution: newExecution(id), decisions: [] };
    if (isOver(before))
      return message.type === 'StartExecution'
        ? refused('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(id)}'`)
        : { sends: [] };
    const random = (this.#decided += 1);
    const { route } = this.outside;
    const known = message.type === 'StartExecution' ? { ...message, version: 1, roleArn: of.roleArn } : message;
    const decided = await decide(of.machine, before, known, { at, random, route });
    if (!decided.ok) return { refused: decided, sends: [] };
    const { events } = decided;
    if (message.type === 'TimerFired' && events.length === 0) throw new Error(`Nothing of ${id} is due`);
    const execution = events.reduce<Execution>((folded, event) => evolve(folded, event, at), before);
    this.#owned.set(id, { of, execution, decisions: [...decisions, { at, events }] });
    for (const event of events) if (event.type === 'TaskScheduled') this.#ask(execution, event, at);
    return { sends: messagesFrom(before, execution, events) };
  }

  #ask(execution: Execution, task: EventOf<'TaskScheduled'>, now: number): void {
    // It may have failed in the same decision.
    if (execution.status !== 'RUNNING' || visitAt(execution, task)?.doing.phase !== 'OUT') return;
    const answer = this.outside.ask(task, now);
    if (!answer) return;
    const taskToken = taskTokenOf(execution, 'F', task);
    const { at } = answer;
    const message: Message = answer.ok
      ? { type: 'SendTaskSuccess', taskToken, output: answer.output }
      : { type: 'SendTaskFailure', taskToken, error: answer.error, cause: answer.cause, outcome: 'unknown' };
    this.#sent.push({ at, message });
  }
}

interface Decision {
  readonly refused?: Refused;
  /** To other executions. */
  readonly sends: readonly Message[];
}

const refused = (error: string, cause: string): Decision => ({ refused: { ok: false, error, cause }, sends: [] });

/** Whom a message is for. */
export function entityOf(message: Message): string {
  if (message.type === 'StartExecution') {
    const { stateMachine, name = '', express } = message;
    return express === undefined ? executionId(stateMachine, name) : expressExecutionId(stateMachine, name, express);
  }
  if ('taskToken' in message) return readTaskToken(message.taskToken as string)?.execution ?? '';
  return (message as { execution: string }).execution;
}
