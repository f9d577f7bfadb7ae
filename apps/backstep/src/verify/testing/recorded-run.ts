import { compile, type StateMachine } from '#asl';
import {
  DEFAULT_ARN_SCOPE,
  entityOf,
  isDefinition,
  isMarker,
  logRecord,
  type Command,
  type Decision,
  type DefinitionRecord,
  type Json,
  type LogEvent,
  type LogRecord,
  type Message,
  type Outcome,
  type RegistryEvent,
  type StateMachineRecord,
} from '#contracts';
import {
  commandsFrom,
  decide,
  evolve,
  newExecution,
  nextDue,
  outcomesFrom,
  type EngineMessage,
  type Execution,
} from '#engine';
import { decideResource, definitionsFrom, evolveResource, type Resource, type ResourceMessage } from '#resources';
import { Audit, type AuditOptions, type Summary } from '../audit.js';
import type { Finding } from '../finding.js';
import { readInbox, type InboxMessage } from '../inbox-message.js';

const START = Date.parse('2026-11-23T10:00:00.000Z');
const REPLY_TO = { topic: 'backstep.inbox', partition: 0 };

/** Users, orders and notifications; each step but the last says what undoes it. */
export const SIGNUP: { readonly [field: string]: Json } = {
  StartAt: 'CreateUser',
  States: {
    CreateUser: {
      Type: 'Task',
      Resource: 'kafka:user.create',
      ResultPath: '$.user',
      Compensate: { Resource: 'kafka:user.delete' },
      Next: 'PlaceOrder',
    },
    PlaceOrder: {
      Type: 'Task',
      Resource: 'kafka:order.place',
      ResultPath: '$.order',
      TimeoutSeconds: 5,
      Compensate: { Resource: 'kafka:order.cancel' },
      Next: 'Notify',
    },
    Notify: { Type: 'Task', Resource: 'kafka:notification.send', End: true },
  },
};

/**
 * A run of one partition as an orchestrator would have recorded it, made with the engine: every topic is an array, and
 * may be spoilt before it is verified.
 */
export class RecordedRun {
  readonly inbox: (Message | string)[] = [];
  readonly log: LogRecord[] = [{ type: 'Owner', epoch: 1, owner: 'o-1' }];
  readonly commands: Command[] = [];
  readonly outcomes: { execution: string; outcome: Outcome }[] = [];
  readonly definitions: DefinitionRecord[] = [];
  readonly leads: StateMachineRecord[] = [];
  readonly #resources = new Map<string, Resource>();
  readonly #executions = new Map<string, Execution>();
  readonly #machine: StateMachine;
  #seq = 0;
  #now = START;

  constructor(readonly definition: { readonly [field: string]: Json } = SIGNUP) {
    const compiled = compile(definition);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    this.#machine = compiled.machine;
    this.inbox.push({ type: 'CreateStateMachine', name: 'signup', definition });
    this.#happened('signup', [{ type: 'StateMachineCreated', name: 'signup', version: 1, definition }]);
  }

  get now(): number {
    return this.#now;
  }

  execution(name: string): Execution {
    const id = `signup:${name}`;
    return this.#executions.get(id) ?? newExecution(id);
  }

  /** A message to an execution, decided as the orchestrator would. */
  async send(name: string, message: Message, decided: EngineMessage = message as EngineMessage): Promise<void> {
    this.inbox.push(message);
    await this.#decide(name, decided);
  }

  async start(name: string, input: Json = { email: 'ada@example.org' }): Promise<void> {
    const message = { type: 'StartExecution', stateMachine: 'signup', name, input } as const;
    await this.send(name, message, { ...message, version: 1 });
  }

  /** A message to a state machine or an activity, decided as the orchestrator would. */
  change(message: ResourceMessage): void {
    this.inbox.push(message);
    this.#now += 10;
    const entity = entityOf(message)!;
    const decided = decideResource(this.#resources.get(entity), message, { at: this.#now, arns: DEFAULT_ARN_SCOPE });
    if (decided.ok) return this.#happened(entity, decided.events);
    const { error, cause } = decided;
    this.#record(entity, [{ type: 'MessageRejected', offset: this.inbox.length - 1, error, cause }]);
  }

  /** The latest command of the execution succeeds. */
  async succeed(name: string, output: Json = { id: 'x-1' }, command = this.lastCommand(name)): Promise<void> {
    await this.send(name, { type: 'SendTaskSuccess', taskToken: command.taskToken, output });
  }

  async refuse(name: string, error: string, command = this.lastCommand(name)): Promise<void> {
    await this.#fail(name, error, command, 'refused');
  }

  /** It may have happened. */
  async fail(name: string, error: string, command = this.lastCommand(name)): Promise<void> {
    await this.#fail(name, error, command, 'unknown');
  }

  async #fail(name: string, error: string, { taskToken }: Command, outcome: 'refused' | 'unknown'): Promise<void> {
    await this.send(name, { type: 'SendTaskFailure', taskToken, error, cause: 'no', outcome });
  }

  /** Asked for, passed by, read back and decided. */
  async redrive(name: string): Promise<void> {
    const message = { type: 'RedriveExecution', execution: `signup:${name}` } as const;
    this.inbox.push(message);
    const offset = this.inbox.length - 1;
    const about = { messageType: message.type, offset };
    this.#record(message.execution, [{ type: 'MessageDeferred', ...about, message }]);
    await this.#decide(name, message, [{ type: 'MessageTaken', ...about }]);
  }

  /** Time goes on to whatever is due next. */
  async timer(name: string): Promise<void> {
    this.#now = Math.max(this.#now, nextDue(this.execution(name)) ?? this.#now);
    await this.#decide(name, { type: 'TimerFired' });
  }

  /** Another owner takes over. */
  takeOver(): void {
    const epoch = this.log.filter((record) => 'type' in record).length + 1;
    this.log.push({ type: 'Owner', epoch, owner: `o-${epoch}` });
    this.#seq = 0;
  }

  /** A message that the log rejects. */
  reject(message: Message | string, error = 'InvalidMessage'): void {
    this.inbox.push(message);
    const offset = this.inbox.length - 1;
    this.#record('', [{ type: 'MessageRejected', offset, error, cause: 'it is wrong' }]);
  }

  lastCommand(name: string): Command {
    return this.commands.findLast(({ execution }) => execution === `signup:${name}`)!;
  }

  /** The decision of the log with this event. */
  decisionWith(type: LogEvent['type']): Decision {
    return this.log.find((r): r is Decision => !isMarker(r) && r.events.some((event) => event.type === type))!;
  }

  verify(options: Partial<AuditOptions> = {}, truncated = false): { findings: readonly Finding[]; summary: Summary } {
    const audit = new Audit({
      prefix: 'backstep.',
      partitions: 1,
      rememberMs: 86_400_000,
      allEnded: false,
      ...options,
    });
    const at = (topic: string, offset: number) => ({ topic, partition: 0, offset });
    this.definitions.forEach((record, i) => audit.definitions.published(record, at('backstep.definitions', i)));
    this.leads.forEach((record, i) => audit.definitions.read(record, at('backstep.definitions', i)));
    this.commands.forEach((command, i) => audit.commands.sent(command, at('x.commands', i)));
    this.outcomes.forEach(({ execution, outcome }, i) =>
      audit.outcomes.announced(execution, outcome, at('backstep.outcomes', i)),
    );
    const messages = this.inbox.map((message, offset) => read(message, offset));
    const inbox = { start: 0, end: messages.length, at: (offset: number) => messages[offset] };
    const partition = audit.partition(0, inbox, truncated);
    this.log.forEach((record, i) => partition.record(i, logRecord.parse(record)));
    audit.undecided(0, partition.finish());
    audit.messages.seen(
      0,
      messages.flatMap((message) => ('digest' in message ? [message.digest] : [])),
    );
    const complete = { log: !truncated, commands: true, outcomes: true, messages: true };
    const summary = audit.finish(this.#now + 60_000, complete);
    return { findings: audit.findings, summary };
  }

  async #decide(name: string, message: EngineMessage, behind: readonly LogEvent[] = []): Promise<void> {
    const before = this.execution(name);
    this.#now += 10;
    const decided = await decide(this.#machine, before, message, { at: this.#now, random: this.inbox.length });
    if (!decided.ok) {
      const { error, cause } = decided;
      return this.#record(before.id, [{ type: 'MessageRejected', offset: this.inbox.length - 1, error, cause }]);
    }
    if (decided.events.length === 0) return;
    const after = decided.events.reduce((execution, event) => evolve(execution, event, this.#now), before);
    this.#executions.set(before.id, after);
    this.#record(before.id, [...decided.events, ...behind]);
    this.commands.push(...commandsFrom(after, decided.events, REPLY_TO));
    for (const outcome of outcomesFrom(after, decided.events, this.#now))
      this.outcomes.push({ execution: before.id, outcome });
  }

  #happened(entity: string, events: readonly RegistryEvent[]): void {
    if (events.length === 0) return;
    const before = this.#resources.get(entity);
    const after = events.reduce<Resource | undefined>((it, event) => evolveResource(it, event, this.#now), before);
    this.#resources.set(entity, after!);
    this.#record(entity, events);
    for (const record of definitionsFrom(after!, events, new Date(this.#now).toISOString())) {
      if (isDefinition(record)) this.definitions.push(record);
      else this.leads.push(record);
    }
  }

  #record(entity: string, events: readonly LogEvent[]): void {
    const epoch = this.log.filter((record) => 'type' in record).length;
    const [nextInbox, at] = [this.inbox.length, new Date(this.#now).toISOString()];
    this.log.push({ epoch, owner: `o-${epoch}`, seq: ++this.#seq, nextInbox, at, entity, events: [...events] });
  }
}

const read = (message: Message | string, offset: number): InboxMessage =>
  readInbox(
    { partition: 0, offset, value: Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)) },
    1,
  );
