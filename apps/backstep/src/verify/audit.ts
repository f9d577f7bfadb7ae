import { topicsOf, type Topics } from '#contracts';
import { compensationStatusOf, type EndedExecution, type Execution } from '#engine';
import { partitionFor } from '#kafka';
import { CommandsAudit } from './commands-audit.js';
import { DefinitionsAudit } from './definitions-audit.js';
import type { Finding, Report } from './finding.js';
import { LocksAudit } from './locks-audit.js';
import { MessagesAudit } from './messages-audit.js';
import { OutcomesAudit } from './outcomes-audit.js';
import type { Inbox } from './inbox-walk.js';
import { PartitionAudit } from './partition-audit.js';

export interface AuditOptions {
  readonly prefix: string;
  /** Of the log and the inbox. */
  readonly partitions: number;
  /** For how long an ended execution's name is refused. */
  readonly rememberMs: number;
  /** Executions that have not ended are findings. */
  readonly allEnded: boolean;
}

/** What is retained from its very beginning; what is not cannot be missed. */
export interface Complete {
  readonly log: boolean;
  readonly commands: boolean;
  readonly outcomes: boolean;
  readonly messages: boolean;
}

export interface OpenExecution {
  readonly execution: string;
  readonly compensationStatus: string;
  readonly attention?: string;
}

/** Everything that `verify` has seen, in numbers. */
export interface Summary {
  readonly executions: number;
  readonly ended: Readonly<Record<string, number>>;
  readonly open: readonly OpenExecution[];
  readonly decisions: number;
  readonly takeOvers: number;
  readonly voidRecords: number;
  readonly messages: number;
  readonly rejected: number;
  readonly forwarded: number;
  readonly commands: number;
  readonly repeatedCommands: number;
  readonly outcomes: number;
  readonly definitions: number;
}

/**
 * The whole audit, fed with records. In this order, so that whatever is read has its reason on the log already:
 * definitions, commands and outcomes; then each partition, its inbox first, to its own `finish`; then commands and outcomes once more from
 * where they ended; then `finish`.
 */
export class Audit {
  readonly findings: Finding[] = [];
  readonly topics: Topics;
  readonly definitions: DefinitionsAudit;
  readonly commands: CommandsAudit;
  readonly outcomes: OutcomesAudit;
  readonly messages: MessagesAudit;
  readonly locks: LocksAudit;
  readonly #partitions: PartitionAudit[] = [];
  readonly #ended: Record<string, number> = {};
  #executions = 0;
  readonly #report: Report = (finding) => this.findings.push(finding);

  constructor(private readonly options: AuditOptions) {
    this.topics = topicsOf(options.prefix);
    this.definitions = new DefinitionsAudit(this.#report);
    this.commands = new CommandsAudit(this.topics.inbox, this.#report);
    this.outcomes = new OutcomesAudit(this.#report);
    this.messages = new MessagesAudit(options.partitions, this.#report);
    this.locks = new LocksAudit(this.#report);
  }

  /** @param truncated the log's first records are gone */
  partition(partition: number, inbox: Inbox, truncated = false): PartitionAudit {
    const { partitions, rememberMs } = this.options;
    const audit = new PartitionAudit(
      {
        topic: this.topics.log,
        inboxTopic: this.topics.inbox,
        partition,
        partitions,
        inbox,
        rememberMs,
        declared: (name, version) => this.definitions.declared(name, version),
      },
      {
        command: (execution, event, at) => this.commands.expect(execution, event, at),
        settled: (...of) => this.commands.settled(...of),
        write: (...of) => this.commands.expectWrite(...of),
        message: (sent, at) => this.messages.expect(sent, at),
        started: (execution, at) => this.#started(execution, at),
        redriven: ({ status }) => void (this.#ended[status] = this.#ended[status]! - 1),
        ended: (execution, at) => this.#end(execution, at),
        defined: (event, at) => this.definitions.decided(event, at),
        locked: (...of) => this.locks.taken(...of),
        granted: ({ taskToken }) => this.locks.granted(taskToken),
        released: ({ taskToken }, at) => this.locks.released(taskToken, at),
        led: (record, at) => this.definitions.led(record, at),
      },
      this.#report,
      truncated,
    );
    this.#partitions.push(audit);
    return audit;
  }

  /** A message that was forwarded to this partition is not there. */
  lostOnTheWay(from: number, offset: number, to: number): void {
    const says = `The record belongs to partition ${to}, where no copy of it is.`;
    this.#report({ rule: 'MESSAGE', says, topic: this.topics.inbox, partition: from, offset });
  }

  /** Messages of a partition that nobody has decided on. */
  undecided(partition: number, messages: number): void {
    if (!this.options.allEnded || messages === 0) return;
    const says = `${messages} messages are not decided.`;
    this.#report({ rule: 'MESSAGE', says, topic: this.topics.inbox, partition });
  }

  /** @param now epoch milliseconds */
  finish(now: number, complete: Complete): Summary {
    this.definitions.finish(now, complete.log);
    this.commands.finish(now, { log: complete.log, own: complete.commands });
    this.outcomes.finish(now, { log: complete.log, own: complete.outcomes });
    this.messages.finish(now, complete.messages);
    if (complete.log)
      this.locks.finish({ allEnded: this.options.allEnded, now, readTo: (entity) => this.#readTo(entity) });
    const open = this.#partitions.flatMap((partition) => [...partition.lives.open.values()].map(asOpen));
    if (this.options.allEnded)
      for (const { execution } of open) this.#report({ rule: 'OPEN', says: `${execution} has not ended.`, execution });
    return this.#summary(open);
  }

  #readTo(entity: string): number {
    const home = partitionFor(entity, this.options.partitions);
    return this.#partitions.find(({ partition }) => partition === home)?.at ?? 0;
  }

  #started(execution: string, at: number): void {
    this.#executions++;
    this.outcomes.started(execution, at);
  }

  #end(execution: EndedExecution, at: number): void {
    this.#ended[execution.status] = (this.#ended[execution.status] ?? 0) + 1;
    this.outcomes.ended(execution, at);
    this.locks.ended(execution.id, at);
  }

  #summary(open: readonly OpenExecution[]): Summary {
    const sum = (key: keyof PartitionAudit['tally']) =>
      this.#partitions.reduce((total, { tally }) => total + tally[key], 0);
    return {
      executions: this.#executions,
      ended: this.#ended,
      open,
      decisions: sum('decisions'),
      takeOvers: sum('markers'),
      voidRecords: sum('void'),
      messages: sum('messages'),
      rejected: sum('rejected'),
      forwarded: sum('forwarded'),
      commands: this.commands.commands,
      repeatedCommands: this.commands.repeats,
      outcomes: this.outcomes.outcomes,
      definitions: this.definitions.versions,
    };
  }
}

const asOpen = (execution: Execution): OpenExecution => ({
  execution: execution.id,
  compensationStatus: compensationStatusOf(execution),
  ...(execution.status === 'RUNNING' &&
    execution.attention !== undefined && { attention: execution.attention.because }),
});
