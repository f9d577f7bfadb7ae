import { isOver } from '#engine';
import type { Found, ReadBack } from './read-back.js';

/** What is known of an execution that was asked for, as of `end` of the log. */
export type Known = { readonly entity: string } & (
  | { readonly kind: 'READ'; readonly found: Found | undefined; readonly end: number }
  /** It lives, or is about to: there is nothing to be read. */
  | { readonly kind: 'HERE' }
  | { readonly kind: 'UNREADABLE'; readonly error: unknown }
);

type Read = (entities: ReadonlySet<string>, from: number | undefined, signal: AbortSignal) => Promise<ReadBack>;

/**
 * Reads executions back that are no longer in memory, beside the work of their partition: one pass over the log at a
 * time, and whoever is asked for meanwhile waits for the next one, together.
 */
export class ReadBacks {
  readonly #known: Known[] = [];
  readonly #given = new AbortController();
  #asked = new Map<string, number | undefined>();
  #reading = false;

  constructor(
    private readonly read: Read,
    private readonly onKnown: () => void,
  ) {}

  /** How many can be taken. */
  get size(): number {
    return this.#known.length;
  }

  /** @param began where it begins in the log, as somebody says */
  ask(entity: string, began: number | undefined): void {
    this.#asked.set(entity, began ?? this.#asked.get(entity));
    void this.#readOn();
  }

  take(): Known | undefined {
    return this.#known.shift();
  }

  isHere(entity: string): void {
    this.#tell({ entity, kind: 'HERE' });
  }

  stop(): void {
    this.#given.abort();
  }

  async #readOn(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    while (this.#asked.size > 0 && !this.#given.signal.aborted) {
      const asked = [...this.#asked];
      this.#asked = new Map();
      // Those of which nobody knows where they begin are looked for everywhere; the others do not wait for that.
      const begins = asked.flatMap(([, began]) => (began === undefined ? [] : [began]));
      const placed = asked.filter(([, began]) => began !== undefined);
      if (placed.length > 0) await this.#pass(entitiesOf(placed), Math.min(...begins));
      const lost = asked.filter(([, began]) => began === undefined);
      if (lost.length > 0) await this.#pass(entitiesOf(lost));
    }
    this.#reading = false;
  }

  async #pass(entities: ReadonlySet<string>, from?: number): Promise<void> {
    try {
      const { found, end } = await this.read(entities, from, this.#given.signal);
      for (const entity of entities) {
        const its = found.get(entity);
        // A wrong offset: it is looked for everywhere.
        if (from === undefined || (its && isOver(its.execution))) this.#tell({ entity, kind: 'READ', found: its, end });
        else this.#asked.set(entity, undefined);
      }
    } catch (error) {
      for (const entity of entities) this.#tell({ entity, kind: 'UNREADABLE', error });
    }
  }

  #tell(known: Known): void {
    if (this.#given.signal.aborted) return;
    this.#known.push(known);
    this.onKnown();
  }
}

const entitiesOf = (asked: readonly (readonly [string, number | undefined])[]) =>
  new Set(asked.map(([entity]) => entity));
