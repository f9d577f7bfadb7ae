import {
  executionId,
  isEnd,
  type Attempt,
  type Command,
  type EventOf,
  type ExecutionEvent,
  type Message,
  type TaskToken,
} from '#contracts';
import {
  commandsFrom,
  evolve,
  isOver,
  messagesFrom,
  newExecution,
  outstandingOf,
  outstandingWrites,
  stepOf,
  taskTokenOf,
  visitAt,
  type EndedExecution,
  type Execution,
  type RunningExecution,
} from '#engine';
import type { Known } from './calls-for.js';
import type { Declared } from './declared.js';
import type { Rule } from './finding.js';
import { redriveProblem } from './redrive-rules.js';
import { contradiction } from './story/contradiction.js';
import { requestProblem } from './undo-rules.js';

export type Scheduled = EventOf<(typeof SENT)[number]>;

const SENT = ['TaskScheduled', 'CompensationScheduled', 'ItemReaderScheduled'] as const;
const isScheduled = (event: ExecutionEvent): event is Scheduled => (SENT as readonly string[]).includes(event.type);

/** What the lives of executions tell those who look at the other topics. */
export interface Consequences {
  /** A counting decision has scheduled a command. */
  command(execution: string, event: Scheduled, at: number): void;
  /** An attempt that is out is answered by an earlier one, or given up. */
  settled(execution: string, settled: Settled): void;
  /** A counting decision sends results to be written; what they are follows from the iterations. */
  write(command: Command, at: number): void;
  /** A counting decision sends this to an execution. */
  message(sent: Message, at: number): void;
  /** An execution has got a lock; the request's token says which one. */
  locked(execution: string, lock: { readonly key: string; readonly taskToken: string; readonly at: number }): void;
  started(execution: string, at: number): void;
  /** It had ended so, and goes on. */
  redriven(execution: EndedExecution): void;
  ended(execution: EndedExecution, at: number): void;
}

/** Where an event stands: its decision's place, entity and time. */
export interface Where {
  readonly offset: number;
  readonly entity: string;
  readonly nextInbox: number;
  readonly at: number;
}

export interface LivesContext {
  readonly declared: (stateMachine: string, version: number) => Declared | undefined;
  /** For how long an ended execution's name is refused. */
  readonly rememberMs: number;
  /** Executions may begin in the middle: the first records are gone. */
  readonly truncated: boolean;
  /** Whether the stop that this decision answers asked for no undo. */
  readonly wasKilled: (where: Where) => boolean;
  readonly tell: Consequences;
  readonly find: (rule: Rule, says: string, offset: number, entity: string) => void;
}

/** Each execution of a partition from its start to its end; of one that has ended its end alone is kept. */
export class Lives {
  readonly open = new Map<string, Execution>();
  readonly ended = new Map<string, number>();
  /** Of those that have ended: what a redrive goes on with. */
  readonly #redrivable = new Map<string, EndedExecution>();
  /** Of those that have ended: what can be undone of them. */
  readonly #undoable = new Map<string, EndedExecution>();
  /** One thing is wrong with these already: what follows from it is not reported. */
  readonly #broken = new Set<string>();

  constructor(private readonly context: LivesContext) {}

  /** As it is now; undefined where that cannot be known. */
  known(entity: string): Known | undefined {
    if (this.#broken.has(entity)) return undefined;
    if (this.ended.has(entity)) return 'OVER';
    return this.open.get(entity) ?? (this.context.truncated ? undefined : newExecution(entity));
  }

  start(event: EventOf<'ExecutionStarted'>, where: Where): void {
    const { entity, at, offset } = where;
    const stopped = this.ended.get(entity);
    if (stopped !== undefined && at - stopped < this.context.rememberMs)
      return this.#break('AFTER_END', 'It was started again after its end.', where);
    if (this.open.has(entity)) return this.#break('STORY', 'It was started twice.', where);
    const named = executionId(event.stateMachine, event.name);
    if (entity !== named && !(event.express && entity.startsWith(`${named}:`)))
      this.context.find('STORY', `It was started as ${named}.`, offset, entity);
    if (!this.context.declared(event.stateMachine, event.version))
      this.context.find(
        'DEFINITION',
        `Version ${event.version} of ${event.stateMachine} is on no topic.`,
        offset,
        entity,
      );
    this.ended.delete(entity);
    this.#redrivable.delete(entity);
    this.#undoable.delete(entity);
    this.#broken.delete(entity);
    this.open.set(entity, evolve(newExecution(entity), event, at));
    this.context.tell.started(entity, at);
  }

  happens(event: Exclude<ExecutionEvent, { type: 'ExecutionStarted' }>, where: Where): void {
    const { entity } = where;
    const before = this.open.get(entity);
    if (this.#broken.has(entity)) return this.#follow(before, event, where);
    if (!before || before.status !== 'RUNNING') return this.#outsideItsLife(event, where);
    const setting = { declared: this.#declared(before), killed: this.context.wasKilled(where), at: where.at };
    const doubt = contradiction(before, event, setting);
    if (doubt)
      this.#break(doubt.rule, `${event.type}${nameOf(event)} contradicts what came before: ${doubt.says}.`, where);
    this.#follow(before, event, where);
  }

  #outsideItsLife(event: ExecutionEvent, where: Where): void {
    if (event.type === 'ExecutionNeedsAttention') return;
    if (event.type === 'ExecutionRedriven' && this.ended.has(where.entity)) return this.#goesOn(event, where);
    if (event.type === 'CompensationRequested' && this.ended.has(where.entity)) return this.#isUndone(event, where);
    if (this.ended.has(where.entity)) return this.#break('AFTER_END', `${event.type} came after its end.`, where);
    if (this.context.truncated) return;
    this.#break('STORY', `${event.type} came before its start.`, where);
  }

  #goesOn(event: EventOf<'ExecutionRedriven'>, where: Where): void {
    const { entity, at } = where;
    const ended = this.#redrivable.get(entity);
    const problem = redriveProblem(ended, event, at);
    if (problem !== undefined || !ended)
      return this.#break('AFTER_END', `It was redriven after its end: ${problem}.`, where);
    this.ended.delete(entity);
    this.#redrivable.delete(entity);
    this.open.set(entity, evolve(ended, event, at));
    this.context.tell.redriven(ended);
  }

  #isUndone(event: EventOf<'CompensationRequested'>, where: Where): void {
    const { entity, at } = where;
    const ended = this.#undoable.get(entity);
    const problem = requestProblem(ended, event, ended && this.#declared(ended));
    if (problem !== undefined || !ended)
      return this.#break('AFTER_END', `It was undone after its end: ${problem}.`, where);
    this.ended.delete(entity);
    this.#undoable.delete(entity);
    this.open.set(entity, evolve(ended, event, at));
    this.context.tell.redriven(ended);
  }

  #follow(before: Execution | undefined, event: ExecutionEvent, where: Where): void {
    if (before?.status !== 'RUNNING') return;
    const { entity, at } = where;
    try {
      for (const settled of settledBy(before, event)) this.context.tell.settled(entity, settled);
      const after = evolve(before, event, at);
      for (const message of messagesFrom(before, after, [event])) this.context.tell.message(message, at);
      if (event.type === 'TaskLockAcquired')
        this.context.tell.locked(entity, { key: event.key, taskToken: taskTokenOf(before, 'F', event), at });
      if (!isOver(after)) {
        this.open.set(entity, after);
        if (isScheduled(event)) this.context.tell.command(entity, event, at);
        if (event.type === 'ResultWriterScheduled')
          for (const command of commandsFrom(after, [event], NOWHERE)) this.context.tell.write(command, at);
        return;
      }
      this.open.delete(entity);
      this.ended.set(entity, at);
      if (after.resume) this.#redrivable.set(entity, after);
      if (after.done) this.#undoable.set(entity, after);
      this.context.tell.ended(after, at);
    } catch (error) {
      this.#break('STORY', `${event.type} does not fold: ${(error as Error).message}.`, where);
    }
  }

  #declared(execution: Execution): Declared | undefined {
    return execution.status === 'NEW' ? undefined : this.context.declared(execution.stateMachine, execution.version);
  }

  #break(rule: Rule, says: string, { offset, entity }: Where): void {
    this.#broken.add(entity);
    this.context.find(rule, says, offset, entity);
  }
}

const nameOf = (event: ExecutionEvent): string =>
  'state' in event ? ` of ${event.state}/${event.visit}${'attempt' in event ? `, attempt ${event.attempt},` : ''}` : '';

export type Settled = Attempt & { readonly leg: TaskToken['leg'] };

/** Where a reply goes follows from the partition, and is looked at elsewhere. */
const NOWHERE = { topic: '', partition: 0 };

/** Attempts that are out and are settled by something else than their own answer. */
function settledBy(before: RunningExecution, event: ExecutionEvent): Settled[] {
  switch (event.type) {
    case 'TaskSucceeded': {
      const doing = visitAt(before, event)?.doing;
      return doing?.phase === 'OUT' && doing.attempt > event.attempt
        ? [{ ...event, leg: 'F', attempt: doing.attempt }]
        : [];
    }
    case 'CompensationSucceeded': {
      const undo = stepOf(before, event)?.undo;
      return undo?.status === 'OUT' && undo.attempt > event.attempt
        ? [{ ...event, leg: 'C', attempt: undo.attempt }]
        : [];
    }
    case 'MapStateAborted':
    case 'TaskStateAborted': {
      const doing = visitAt(before, event)?.doing;
      if (doing?.phase === 'SCOPES' && doing.writing?.out)
        return [{ ...event, leg: 'W', attempt: doing.writing.out.write }];
      return doing?.phase === 'OUT' ? [{ ...event, leg: 'F', attempt: doing.attempt }] : [];
    }
    default:
      return isEnd(event) || event.type === 'CompensationPlanned' ? allOut(before) : [];
  }
}

const allOut = (execution: RunningExecution): Settled[] => [
  ...outstandingOf(execution).map(({ state, visit, doing: { attempt } }) => ({
    state,
    visit,
    attempt,
    leg: 'F' as const,
  })),
  ...outstandingWrites(execution).map(({ state, visit, write }) => ({
    state,
    visit,
    attempt: write,
    leg: 'W' as const,
  })),
  ...execution.steps.flatMap(({ state, visit, undo }) =>
    undo?.status === 'OUT' ? [{ state, visit, attempt: undo.attempt, leg: 'C' as const }] : [],
  ),
];
