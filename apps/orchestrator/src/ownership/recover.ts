import { NOBODY, type Current, type Message, type RegistryEvent } from '#contracts';
import { messagesFrom } from '#engine';
import {
  OffsetOutOfRange,
  PartitionLog,
  type LogPosition,
  type LogWriter,
  type PartitionReader,
  type TopicPartition,
} from '#kafka';
import { grantsFrom, type Resource } from '#resources';
import { readEnds, type EntityCheckpoint } from '../checkpoints/checkpoint-records.js';
import { chooseSet, entitiesOf, readSets, type CheckpointSet, type SetKeys } from '../checkpoints/read-sets.js';
import { placed, repliesIn } from '../execution/step.js';
import type { Happened } from '../tracing/traces.js';
import { RedrivenInTail } from '../redrive/redriven-in-tail.js';
import { PartitionState } from './partition-state.js';
import { refusedIn, type RefusedMessage } from './refused-in-tail.js';
import { hourOf, RememberedEnds } from './remembered-ends.js';

export interface RecoveryOptions {
  readonly log: TopicPartition;
  readonly checkpoints: TopicPartition;
  /** A fresh random id for this attempt. */
  readonly owner: string;
  readonly rememberHours: number;
  readonly now: number;
}

/** What follows from the tail that was read, and may never have been sent (O3). */
export interface Tail {
  readonly executions: Happened[];
  readonly resources: { readonly after: Resource; readonly events: readonly RegistryEvent[]; readonly at: number }[];
  readonly refused: RefusedMessage[];
  /** To other executions, in the order of the log; of a message that an execution sends, what it follows from. */
  readonly messages: { readonly message: Message; readonly from?: Happened }[];
  /** Decisions read. */
  decisions: number;
}

export interface Recovered {
  readonly log: PartitionLog;
  readonly state: PartitionState;
  readonly tail: Tail;
  /** All sets that were there, to be deleted when this take-over's own is complete. */
  readonly sets: readonly SetKeys[];
}

/**
 * Takes a partition over and rebuilds its state: O1, O2, C3. The newest complete set of checkpoints is chosen first,
 * then the log behind its position is folded over it up to this take-over's own marker.
 *
 * @throws Fenced to be tried again with a new owner id; any other error is loud and for a person.
 */
export async function recover(
  writer: LogWriter,
  reader: PartitionReader,
  options: RecoveryOptions,
): Promise<Recovered> {
  const sets = await readSets(reader, options.checkpoints);
  const chosen = chooseSet(sets);
  const state = restoreState(chosen, options);
  const tail: Tail = { executions: [], resources: [], refused: [], messages: [], decisions: 0 };
  const unknown = new Set<string>();
  const back = new RedrivenInTail();
  const log = await PartitionLog.takeOver(writer, reader, {
    at: options.log,
    owner: options.owner,
    from: positionOf(chosen),
    onDecision: (decision, offset) => {
      tail.decisions++;
      const folded = state.fold(decision, offset);
      tail.refused.push(...refusedIn(decision));
      for (const message of [...grantsFrom(decision.events), ...repliesIn(decision.events)])
        tail.messages.push({ message });
      if (folded.kind === 'execution') happened(folded, tail);
      if (folded.kind === 'resource') tail.resources.push(folded);
      if (folded.kind === 'unknown') {
        if (back.take(decision, offset)) return;
        if (folded.over) unknown.delete(decision.entity);
        else unknown.add(decision.entity);
      }
    },
  }).catch((error: unknown) => {
    throw error instanceof OffsetOutOfRange ? new LogLost(options.log, error) : error;
  });
  for (const folded of await back.read(reader, log, state)) happened(folded, tail);
  if (unknown.size > 0) throw new StateLost(options.log, [...unknown]);
  return { log, state, tail, sets: sets.map(({ id, position, keys }) => ({ id, position, keys })) };
}

function happened(what: Happened & { readonly began?: number | undefined }, { executions, messages }: Tail): void {
  executions.push(what);
  for (const message of messagesFrom(what.before, what.after, what.events))
    messages.push({ message: placed(message, what.began), from: what });
}

function restoreState(chosen: CheckpointSet | undefined, { rememberHours, now }: RecoveryOptions): PartitionState {
  const state = new PartitionState(new RememberedEnds(rememberHours));
  if (!chosen?.position) return state;
  for (const [entity, text] of entitiesOf(chosen)) state.restore(entity, JSON.parse(text) as EntityCheckpoint);
  for (const { hour, text } of chosen.ends.values()) {
    if (hour < hourOf(now) - rememberHours) continue;
    for (const id of readEnds(text)) state.ends.add(id, hour * 3_600_000);
  }
  state.nextInbox = chosen.position.nextInbox;
  state.lastAt = chosen.position.at;
  return state;
}

function positionOf(chosen: CheckpointSet | undefined): LogPosition {
  if (!chosen?.position) return { offset: 0, current: NOBODY };
  const current: Current = { ...chosen.id, seq: chosen.position.seq };
  return { offset: chosen.position.P, current };
}

/** The log no longer has what no checkpoint holds. */
export class LogLost extends Error {
  override readonly name = 'LogLost';
  constructor({ topic, partition }: TopicPartition, cause: OffsetOutOfRange) {
    super(
      `${topic}[${partition}] has lost records that no checkpoint holds: they are wanted from offset ${cause.wanted} on ` +
        `and begin at ${cause.available.start}. The partition stays without an owner until they are back; ` +
        `check the topic's retention (it has to keep its records).`,
      { cause },
    );
  }
}

/** Decisions speak of executions that began before the checkpoint and are not in it. */
export class StateLost extends Error {
  override readonly name = 'StateLost';
  constructor({ topic, partition }: TopicPartition, entities: readonly string[]) {
    super(
      `The checkpoints of ${topic}[${partition}] lack ${entities.length} live executions, e.g. ${entities.slice(0, 3).join(', ')}. ` +
        'Empty the partition of the checkpoints topic, so that the log is read from its beginning.',
    );
  }
}
