import type { StateMachine } from '#asl';
import { entityOf, type Command, type ExecutionEvent, type Json, type Message } from '#contracts';
import { commandsFrom } from '../commands-from.js';
import { decide } from '../decide.js';
import type { EngineMessage } from '../decision.js';
import { evolve } from '../evolve/evolve.js';
import { isOver, newExecution, type Execution } from '../execution.js';
import { messagesFrom } from '../messages-from.js';
import { acceptance, refusal } from '../tasks/replies.js';
import { EPOCH, replyTo } from './happenings.js';

/** Executions that send each other messages, as their owners would carry them: at least once, each sender's in order. */
export class World {
  readonly executions = new Map<string, Execution>();
  readonly history = new Map<string, ExecutionEvent[]>();
  readonly commands: Command[] = [];
  /** All that were carried. */
  readonly messages: Message[] = [];
  at = EPOCH;
  /** Where the log has the beginning of each execution, if their owners say so. */
  began: number | undefined;
  /** Messages of this type are on their way until it is another one. */
  slow: Message['type'] | undefined;
  readonly onTheirWay: Message[] = [];
  #random = 0;
  #queue: Message[] = [];

  constructor(
    private readonly machines: Readonly<Record<string, StateMachine>>,
    /** How often each message comes. */
    private readonly times = 1,
  ) {}

  async start(stateMachine: string, name: string, input: Json = {}): Promise<void> {
    await this.send({ type: 'StartExecution', stateMachine, name, input });
  }

  /** And all that follows from it. */
  async send(...messages: readonly Message[]): Promise<void> {
    this.#queue.push(...messages);
    if (this.slow === undefined) this.#queue.push(...this.onTheirWay.splice(0));
    for (let message = this.#queue.shift(); message; message = this.#queue.shift()) {
      if (message.type === this.slow) {
        this.onTheirWay.push(message);
        continue;
      }
      this.messages.push(message);
      for (let n = 0; n < this.times; n++) await this.#take(entityOf(message) ?? '', message);
    }
  }

  async timer(entity: string, at: number): Promise<void> {
    this.at = at;
    await this.#decide(entity, { type: 'TimerFired' });
    await this.send();
  }

  /** What the latest command of a state is answered. */
  async answers(state: string, output: Json = {}): Promise<void> {
    const { taskToken } = this.commands.findLast((command) => command.state === state)!;
    await this.send({ type: 'SendTaskSuccess', taskToken, output });
  }

  async refuses(state: string, error = 'Refused'): Promise<void> {
    const { taskToken } = this.commands.findLast((command) => command.state === state)!;
    await this.send({ type: 'SendTaskFailure', taskToken, error, cause: '' });
  }

  of(entity: string): Execution {
    return this.executions.get(entity) ?? newExecution(entity);
  }

  typesOf(entity: string): string[] {
    return (this.history.get(entity) ?? []).map(({ type }) => type);
  }

  async #take(entity: string, message: Message): Promise<void> {
    const before = this.of(entity);
    if (isOver(before) && !bringsBack(message)) return this.#afterTheEnd(before, message);
    const decided = await this.#decide(entity, asEngineMessage(message));
    const reply = decided.ok ? acceptance(message, this.of(entity), this.at) : refusal(message, decided);
    // It was decided first, and so is what its caller is told first.
    if (reply) this.#queue.splice(this.#queue.length - decided.sent, 0, reply);
  }

  #afterTheEnd({ id, caller }: { id: string; caller?: { taskToken: string } }, message: Message): void {
    if (message.type !== 'StartExecution' || message.caller?.taskToken === caller?.taskToken) return;
    const reply = refusal(message, { error: 'ExecutionAlreadyExists', cause: `Execution Already Exists: '${id}'` });
    if (reply) this.#queue.push(reply);
  }

  async #decide(entity: string, message: EngineMessage) {
    const before = this.of(entity);
    const machine = this.machines[entity.slice(0, entity.indexOf(':'))];
    if (!machine) return { ok: false, error: 'StateMachineDoesNotExist', cause: `No ${entity}`, sent: 0 } as const;
    const decided = await decide(machine, before, message, { at: this.at, random: (this.#random += 1) });
    if (!decided.ok) return { ...decided, sent: 0 };
    const after = decided.events.reduce((execution, event) => evolve(execution, event, this.at), before);
    this.executions.set(entity, JSON.parse(JSON.stringify(after)) as Execution);
    this.history.set(entity, [...(this.history.get(entity) ?? []), ...decided.events]);
    if (after.status !== 'NEW') this.commands.push(...commandsFrom(after, decided.events, replyTo));
    const messages = messagesFrom(before, after, decided.events).map((sent) =>
      sent.type === 'SendTaskSuccess' && sent.undoable ? { ...sent, logOffset: this.began } : sent,
    );
    this.#queue.push(...messages);
    return { ok: true, sent: messages.length } as const;
  }
}

/** Its owner reads it back from the log. */
const bringsBack = (message: Message): boolean =>
  message.type === 'UndoExecution' || (message.type === 'StopExecution' && message.startedBy !== undefined);

/** A start goes to the first version. */
export const asEngineMessage = (message: Message): EngineMessage =>
  (message.type === 'StartExecution' ? { ...message, version: 1 } : message) as EngineMessage;
