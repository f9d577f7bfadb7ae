import type { Batch } from '#views';

/** What has changed since the one before, for lists: entities, not how. */
export interface Changes {
  /** Opaque; goes on behind these changes (`Last-Event-ID`). */
  readonly id: string;
  readonly entities: ReadonlySet<string>;
  /** More may have changed than is known here: what is shown is to be read again. */
  readonly reset: boolean;
}

interface Change {
  readonly partition: number;
  readonly offset: number;
  readonly entity: string;
}

export interface Resumption {
  readonly lastEventId?: string | undefined;
  readonly signal: AbortSignal;
}

/** Changes that are remembered, so that who was away for a moment goes on without reading everything again. */
const REMEMBERED = 10_000;

/**
 * Tells of changes once the views have them. It says which entities have changed and keeps no copies: who is slow gets
 * more of them at once, and reads from the views how they are by then.
 */
export class LiveChanges {
  #recent: Change[] = [];
  /** By partition: the views have all records before this offset. */
  readonly #positions = new Map<number, number>();
  /** By partition: all changes from this offset on are in `recent`. */
  readonly #since = new Map<number, number>();
  readonly #wakes = new Set<(entities: ReadonlySet<string>) => void>();

  /** The views have a partition up to here, and nothing is known of what changed before. */
  begin(partition: number, offset: number): void {
    this.#positions.set(partition, offset);
    this.#since.set(partition, offset);
  }

  /** The views have taken in these batches. */
  wrote(batches: readonly Batch[]): void {
    const entities = new Set<string>();
    for (const { to, decisions } of batches) {
      const { partition } = to;
      this.#positions.set(partition, to.offset);
      for (const { offset, decision } of decisions) {
        this.#recent.push({ partition, offset, entity: decision.entity });
        entities.add(decision.entity);
      }
    }
    this.#forgetOld();
    if (entities.size > 0) for (const wake of this.#wakes) wake(entities);
  }

  /** The views were emptied, or filled by somebody else: what is shown of them is old. */
  reset(): void {
    this.#recent = [];
    for (const wake of this.#wakes) wake(RESET);
  }

  #forgetOld(): void {
    if (this.#recent.length <= 2 * REMEMBERED) return;
    for (const { partition, offset } of this.#recent.slice(0, -REMEMBERED))
      this.#since.set(partition, Math.max(this.#since.get(partition) ?? 0, offset + 1));
    this.#recent = this.#recent.slice(-REMEMBERED);
  }

  /** Changes from now on, or from where `lastEventId` says. */
  async *follow({ lastEventId, signal }: Resumption): AsyncGenerator<Changes> {
    let pending: Pending = lastEventId === undefined ? nothing() : this.#behind(lastEventId);
    let wake = nobody;
    const hear = (entities: ReadonlySet<string>) => {
      pending.reset ||= entities === RESET;
      for (const entity of entities) pending.entities.add(entity);
      wake();
    };
    const end = () => wake();
    this.#wakes.add(hear);
    signal.addEventListener('abort', end, { once: true });
    try {
      while (!signal.aborted) {
        if (pending.entities.size > 0 || pending.reset) {
          const { entities, reset } = pending;
          pending = nothing();
          yield { id: this.#id(), entities, reset };
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#wakes.delete(hear);
      signal.removeEventListener('abort', end);
    }
  }

  /** Resolves with the next change of an entity; for ever if the signal comes first. */
  next(entity: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const hear = (entities: ReadonlySet<string>) => {
        if (entities === RESET || entities.has(entity)) end();
      };
      const end = () => {
        this.#wakes.delete(hear);
        signal.removeEventListener('abort', end);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#wakes.add(hear);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  #id(): string {
    const positions = [...this.#positions].sort(([a], [b]) => a - b);
    return positions.map(([partition, offset]) => `${partition}-${offset.toString(36)}`).join('.');
  }

  #behind(id: string): Pending {
    const seen = positionsIn(id);
    if (!seen) return { entities: new Set(), reset: true };
    const gap = [...this.#since].some(([partition, since]) => (seen.get(partition) ?? 0) < since);
    const missed = this.#recent.filter(({ partition, offset }) => offset >= (seen.get(partition) ?? 0));
    return { entities: new Set(missed.map(({ entity }) => entity)), reset: gap };
  }
}

interface Pending {
  readonly entities: Set<string>;
  reset: boolean;
}

const nobody = (): void => undefined;
const nothing = (): Pending => ({ entities: new Set(), reset: false });
const RESET: ReadonlySet<string> = new Set();

const POSITIONS = /^(\d+-[0-9a-z]+)(\.\d+-[0-9a-z]+)*$/;

function positionsIn(id: string): Map<number, number> | undefined {
  if (id === '') return new Map();
  if (!POSITIONS.test(id)) return undefined;
  return new Map(
    id.split('.').map((one) => {
      const [partition, offset] = one.split('-') as [string, string];
      return [Number(partition), parseInt(offset, 36)] as const;
    }),
  );
}
