import type { Decision } from '#contracts';
import { isOver } from '#engine';
import type { PartitionLog, PartitionReader } from '#kafka';
import type { PartitionState } from '../ownership/partition-state.js';
import type { Happened } from '../tracing/traces.js';
import { readBack } from './read-back.js';

/**
 * Executions that the checkpoint does not hold, since they had ended, and that the tail brings back: what they were is
 * read from where they begin. Decision by decision, as the tail is, so that what follows from it can go out again (O3).
 */
export class RedrivenInTail {
  readonly #back = new Map<string, { readonly began: number; readonly offsets: Set<number> }>();

  /** @returns whether this decision is about one of them. */
  take({ entity, events }: Decision, offset: number): boolean {
    const began = events.flatMap((event) => (event.type === 'MessageTaken' ? (event.began ?? []) : []))[0];
    const known = this.#back.get(entity);
    if (known) known.offsets.add(offset);
    else if (began !== undefined) this.#back.set(entity, { began, offsets: new Set([offset]) });
    return known !== undefined || began !== undefined;
  }

  /** Puts those that live into the state. @returns what happened in the tail. */
  async read(reader: PartitionReader, log: PartitionLog, state: PartitionState): Promise<Happened[]> {
    if (this.#back.size === 0) return [];
    const happened = new Map<number, Happened>();
    const from = Math.min(...Array.from(this.#back.values(), ({ began }) => began));
    const onDecision = (offset: number, entity: string, it: Happened) => {
      if (this.#back.get(entity)?.offsets.has(offset)) happened.set(offset, it);
    };
    const { found } = await readBack(reader, log.at, {
      from,
      entities: new Set(this.#back.keys()),
      current: log.current,
      onDecision,
    });
    for (const entity of this.#back.keys()) {
      const its = found.get(entity);
      if (!its)
        throw new Error(
          `${log.at.topic}[${log.at.partition}] no longer has the beginning of ${entity}, which it brings back.`,
        );
      if (!isOver(its.execution)) state.executions.set(entity, its);
    }
    return [...happened.values()];
  }
}
