import { commandId, participantOf, readTaskToken, writeId, type Command } from '#contracts';
import { callOf, type Call } from '#engine';
import { digestOf } from './digest.js';
import type { Place, Report } from './finding.js';
import type { Scheduled, Settled } from './lives.js';

/** A decision without a command may be this young: the command is on its way. */
export const IN_FLIGHT_MS = 10_000;

interface Sent extends Place {
  readonly digest: string;
  expected: boolean;
}

interface Missing {
  readonly execution: string;
  readonly key: string;
  readonly digest: string;
  readonly at: number;
}

/**
 * Commands against the decisions that scheduled them. The topics are read before the log, so each command read has its
 * decision; what is missing is looked for once more afterwards.
 */
export class CommandsAudit {
  readonly #sent = new Map<string, Sent>();
  #missing: Missing[] = [];
  /** Attempts that were no longer out when somebody might have had to send them again. */
  readonly #settled = new Set<string>();
  /** Records read, repeats among them. */
  commands = 0;
  repeats = 0;
  /** That commands were sent to. */
  readonly participants = new Set<string>();

  constructor(
    /** Commands that reply elsewhere are another engine's: topics of participants are shared. */
    private readonly inboxTopic: string,
    private readonly report: Report,
  ) {}

  sent(command: Command, place: Place): void {
    if (command.replyTo.topic !== this.inboxTopic) return;
    this.commands++;
    const key = keyOf(command.id, command.attempt);
    const digest = digestOfCommand(command);
    const before = this.#sent.get(key);
    if (!before) this.#sent.set(key, { ...place, digest, expected: false });
    else {
      this.repeats++;
      if (before.digest !== digest)
        this.#find('says something else than the same attempt of it before', command.id, place);
    }
    const token = readTaskToken(command.taskToken);
    if (token?.execution !== command.execution || token.attempt !== command.attempt || token.state !== command.state)
      this.#find('carries the token of another task', command.id, place);
  }

  unreadable(cause: string, place: Place): void {
    this.report({ rule: 'COMMAND', says: `The record is not a command: ${cause}`, ...place });
  }

  /** A counting decision of this time (epoch milliseconds) has scheduled this. */
  expect(execution: string, event: Scheduled, at: number): void {
    const id = commandId(execution, event, event.type === 'CompensationScheduled' ? 'C' : 'F');
    const key = keyOf(id, event.attempt);
    const call = callOf(event, { task: id, submission: id });
    if (call.kind !== 'COMMAND') return;
    this.participants.add(participantOf(call.command));
    this.#expect({ execution, key, digest: digestOfEvent(execution, call, event), at });
  }

  /** Likewise, of results that are written. */
  expectWrite(command: Command, at: number): void {
    this.participants.add(participantOf(command.command));
    const { execution, id, attempt } = command;
    this.#expect({ execution, key: keyOf(id, attempt), digest: digestOfCommand(command), at });
  }

  #expect(wanted: Missing): void {
    if (!this.#matches(wanted.key, wanted.digest)) this.#missing.push(wanted);
  }

  /**
   * An attempt was answered by an earlier one's success, or given up: if its owner died before it had sent the command,
   * nobody had to any more (O3).
   */
  settled(execution: string, { leg, attempt, ...visit }: Settled): void {
    const id = leg === 'W' ? writeId(execution, { ...visit, write: attempt }) : commandId(execution, visit, leg);
    this.#settled.add(keyOf(id, attempt));
  }

  #matches(key: string, digest: string): boolean {
    const sent = this.#sent.get(key);
    if (!sent) return false;
    sent.expected = true;
    if (sent.digest !== digest) this.#find('is not what its decision says', idIn(key), sent);
    return true;
  }

  /**
   * Once everything is read, the topics a second time too.
   * @param retained what is there from its beginning: what is not cannot be missed, or be a reason
   */
  finish(now: number, retained: { readonly log: boolean; readonly own: boolean }): void {
    for (const { execution, key, digest, at } of this.#missing) {
      if (this.#matches(key, digest) || !retained.own || now - at < IN_FLIGHT_MS || this.#settled.has(key)) continue;
      const says = `The command ${idIn(key)} was decided but is on no topic.`;
      this.report({ rule: 'COMMAND_MISSING', says, execution });
    }
    this.#missing = [];
    if (!retained.log) return;
    for (const [key, sent] of this.#sent)
      if (!sent.expected) this.#find('follows from no decision that counts', idIn(key), sent);
  }

  #find(problem: string, id: string, { topic, partition, offset }: Place): void {
    const execution = id.slice(0, id.indexOf('/'));
    this.report({ rule: 'COMMAND', says: `The command ${id} ${problem}.`, execution, topic, partition, offset });
  }
}

const keyOf = (id: string, attempt: number): string => `${id}#${attempt}`;
const idIn = (key: string): string => key.slice(0, key.lastIndexOf('#'));

const digestOfCommand = ({ command, input, deadline, heartbeatSeconds, callback, ...undo }: Command): string =>
  digestOf([
    command,
    input,
    deadline ?? null,
    heartbeatSeconds ?? null,
    undo.compensates ?? null,
    undo.elsewhere ?? false,
    callback ?? false,
  ]);

const digestOfEvent = (
  execution: string,
  { command, input, callback }: Extract<Call, { kind: 'COMMAND' }>,
  event: Scheduled,
): string =>
  digestOf([
    command,
    input,
    ...timesOf(event),
    undoneBy(execution, event) ?? null,
    'elsewhere' in event,
    callback ?? false,
  ]);

/** Items are read without a time-out. */
const timesOf = (event: Scheduled): readonly [deadline: string | null, heartbeatSeconds: number | null] => {
  if (event.type === 'ItemReaderScheduled') return [null, null];
  const { dueAt, heartbeatSeconds } = event;
  return [dueAt === undefined ? null : new Date(dueAt).toISOString(), heartbeatSeconds ?? null];
};

/** A Parallel or Map that is undone as a whole has no command of its own. */
const undoneBy = (execution: string, event: Scheduled): string | undefined =>
  event.type === 'CompensationScheduled' && !event.whole ? commandId(execution, event, 'F') : undefined;
