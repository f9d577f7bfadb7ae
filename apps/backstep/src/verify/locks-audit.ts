import { lockId } from '#contracts';
import { IN_FLIGHT_MS } from './commands-audit.js';
import type { Report } from './finding.js';

interface Taken {
  readonly key: string;
  readonly taskToken: string;
  readonly at: number;
  /** A redriven execution ends more than once, each time without the locks it had. */
  endedAt?: number;
}

interface Reading {
  readonly allEnded: boolean;
  /** Epoch milliseconds, as all times here. */
  readonly now: number;
  /** The time of the last decision that was read in an entity's partition. */
  readonly readTo: (entity: string) => number;
}

/**
 * What executions say of their locks, next to what the locks say: an execution has no lock that it was not given, and the
 * lock goes to nobody else before its end. Clocks of several processes may differ, so the order of these facts is told by
 * the end's being there, and by times only where they are far apart.
 */
export class LocksAudit {
  readonly #granted = new Set<string>();
  readonly #released = new Map<string, number>();
  readonly #taken = new Map<string, Taken[]>();

  constructor(private readonly report: Report) {}

  granted(taskToken: string): void {
    this.#granted.add(taskToken);
  }

  released(taskToken: string, at: number): void {
    this.#released.set(taskToken, at);
  }

  taken(execution: string, lock: Taken): void {
    this.#taken.set(execution, [...(this.#taken.get(execution) ?? []), lock]);
  }

  ended(execution: string, at: number): void {
    for (const lock of this.#taken.get(execution) ?? []) lock.endedAt ??= at;
  }

  finish({ allEnded, now, readTo }: Reading): void {
    for (const [execution, locks] of this.#taken)
      for (const lock of locks) {
        const doubt =
          this.#untimely(lock, allEnded ? Infinity : readTo(execution)) ??
          this.#ungranted(lock, readTo(lockId(lock.key))) ??
          (allEnded ? this.#unreleased(lock, now) : undefined);
        if (doubt) this.report({ rule: 'LOCK', says: `The lock '${lock.key}' of ${execution} ${doubt}.`, execution });
      }
  }

  /** A partition that was read earlier than another one may lack what the other one follows from. */
  #ungranted({ taskToken, at }: Taken, readTo: number): string | undefined {
    return !this.#granted.has(taskToken) && readTo >= at + IN_FLIGHT_MS ? 'was given by nobody' : undefined;
  }

  #untimely({ taskToken, endedAt }: Taken, readTo: number): string | undefined {
    const releasedAt = this.#released.get(taskToken);
    if (releasedAt === undefined) return undefined;
    return (endedAt ?? readTo) >= releasedAt + IN_FLIGHT_MS ? 'was released before its end' : undefined;
  }

  #unreleased({ taskToken, endedAt }: Taken, now: number): string | undefined {
    const isOpen = !this.#released.has(taskToken) && endedAt !== undefined;
    return isOpen && now >= endedAt + IN_FLIGHT_MS ? 'was never released' : undefined;
  }
}
