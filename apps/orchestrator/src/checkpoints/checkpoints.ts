import { Fenced, type PartitionLog } from '#kafka';
import type { Outbox } from '../dispatch/outbox.js';
import type { PartitionState } from '../ownership/partition-state.js';
import type { EntityCheckpoint } from './checkpoint-records.js';
import { byHour, type CheckpointWriter, type Snapshot } from './checkpoint-writer.js';

/** What a checkpoint is taken of. */
export interface Checkpointed {
  readonly log: PartitionLog;
  readonly state: PartitionState;
  readonly outbox: Outbox;
}

export interface CheckpointTimes {
  readonly everyMs: number;
  now(): number;
  /** One has been written, or never will be. */
  written(): void;
}

/** When one take-over's checkpoints are written: one at a time, beside the partition's own work. */
export class Checkpoints {
  #underWay: Promise<void> | undefined;
  #failed: unknown;
  #next: number;
  #last = -1;

  constructor(
    private readonly writer: CheckpointWriter,
    private readonly of: Checkpointed,
    private readonly times: CheckpointTimes,
  ) {
    this.#next = times.now();
    // The first set of a take-over holds every live entity (C2).
    const { state } = of;
    state.changed = new Set([...state.executions.keys(), ...state.resources.keys()]);
    state.ended = [];
    state.endedAt = [...state.ends.entries()].flatMap(([hour, ids]) =>
      [...ids].map((id) => [id, hour * 3_600_000] as [typeof id, number]),
    );
  }

  /** When the next one is due; never while one is under way, since its end is told. */
  get due(): number {
    return this.#underWay ? Infinity : this.#next;
  }

  get failed(): boolean {
    return this.#failed !== undefined;
  }

  /** @throws Fenced if the fate of one is unknown: nothing more may be written under this take-over (O8). */
  writeIfDue(): void {
    if (this.failed) throw new Fenced('The fate of a checkpoint is unknown.', { cause: this.#failed });
    if (this.times.now() < this.due) return;
    const snapshot = this.#snapshot();
    if (snapshot) this.#underWay = this.#write(snapshot);
    else this.#next = this.times.now() + this.times.everyMs;
  }

  /** A last one, so that whoever comes next has nothing to read. */
  async leave(): Promise<void> {
    await this.#underWay;
    if (this.failed) return;
    const snapshot = this.#snapshot();
    if (snapshot) await this.writer.write(snapshot).catch(() => undefined);
    else await this.of.outbox.flushed();
  }

  async #write(snapshot: Snapshot): Promise<void> {
    try {
      await this.writer.write(snapshot);
      await this.writer.forget(this.of.state.ends.forget(this.times.now()));
    } catch (error) {
      this.#failed = error;
    } finally {
      this.#underWay = undefined;
      this.#next = this.times.now() + this.times.everyMs;
      this.times.written();
    }
  }

  /** Everything of one moment between two batches; undefined if nothing has happened since the last. */
  #snapshot(): Snapshot | undefined {
    const { log, state, outbox } = this.of;
    // Messages that wait stand in the tail only.
    if (state.deferred.size > 0) return undefined;
    const P = log.expected;
    if (P === this.#last) return undefined;
    this.#last = P;
    const snapshot: Snapshot = {
      position: { P, seq: log.seq, nextInbox: state.nextInbox, at: state.lastAt },
      changed: changedOf(state),
      ended: state.ended,
      ends: byHour(state.endedAt),
      dispatched: outbox.flushed(),
    };
    snapshot.dispatched.catch(() => undefined); // Looked at by whoever writes the snapshot.
    state.changed = new Set();
    state.ended = [];
    state.endedAt = [];
    return snapshot;
  }
}

function changedOf(state: PartitionState): Map<string, EntityCheckpoint> {
  const changed = new Map<string, EntityCheckpoint>();
  for (const entity of state.changed) {
    const live = state.executions.get(entity);
    const resource = state.resources.get(entity);
    if (live) changed.set(entity, live);
    else if (resource) changed.set(entity, { x: resource.x, resource: resource.resource });
  }
  return changed;
}
