import { scopeIn } from './state-path.js';
import type { HistoryEvent, HistoryEventDetails, HistoryEventType } from './history-event.js';

/**
 * `previousEventId`: each scope's events are a chain of their own, which begins where the scope was started. Some events
 * hang aside: what comes next points past them. As recorded, and as others read it off AWS
 * (https://github.com/floci-io/floci/pull/3167).
 */
export interface Chain {
  /** What the next event points at. */
  readonly last: number;
  /** What the next event aside points at. */
  readonly tail: number;
  /** What a failed evaluation points at: it is decided together with the event before it, and so points past that. */
  readonly before?: number;
  /** Of the Task that is visited. */
  readonly resource?: string;
  /** Of the inline Map that is visited: what the first iterations point at, how many those are, and what the next one does. */
  readonly map?: { readonly started: number; readonly limit: number; readonly next: number };
}

export interface Chains {
  readonly [scope: string]: Chain;
}

/** An event that has no number yet. */
export type Said = { readonly type: HistoryEventType } & Partial<HistoryEventDetails>;

/** Numbers and joins what is said in one decision. It changes only itself. */
export class HistoryWriter {
  readonly events: HistoryEvent[] = [];
  readonly chains: { [scope: string]: Chain };
  /** How many events there are. */
  length: number;
  /** The last event that is not about something given up. */
  cause: number;
  readonly #timestamp: number;

  constructor(chains: Chains, { length, cause, at }: { length: number; cause: number; at: number }) {
    this.chains = { ...chains };
    this.length = length;
    this.cause = cause;
    this.#timestamp = at / 1000;
  }

  chain(scope: string): Chain {
    const chain = this.chains[scope];
    if (!chain) throw new Error(`Nothing is going on in scope '${scope}'`);
    return chain;
  }

  has(scope: string): boolean {
    return Object.hasOwn(this.chains, scope);
  }

  set(scope: string, chain: Chain): void {
    this.chains[scope] = chain;
  }

  /** What was in a state's scopes, or in one of them, is over. */
  forget(state: string, index?: number): void {
    const start = index === undefined ? `${state}[` : scopeIn(state, index);
    for (const scope of Object.keys(this.chains)) if (scope.startsWith(start)) delete this.chains[scope];
  }

  /** Begins a chain that goes on from an event. */
  begin(scope: string, from: number): void {
    this.chains[scope] = { last: from, tail: from };
  }

  /** The next event of a chain. */
  next(scope: string, said: Said): number {
    const { before: _, ...chain } = this.chain(scope);
    const id = this.#write(chain.last, said);
    this.set(scope, { ...chain, last: id, tail: id });
    this.cause = id;
    return id;
  }

  /** An event that the chain goes on without. */
  aside(scope: string, said: Said): void {
    const chain = this.chain(scope);
    const id = this.#write(chain.tail, said);
    this.set(scope, { ...chain, tail: id });
    this.cause = id;
  }

  /** Something was given up because of the last event that happened by itself. */
  beside(said: Said): void {
    this.#write(this.cause, said);
  }

  /** An event of the execution as a whole. */
  unchained(previousEventId: number, said: Said): void {
    this.#write(previousEventId, said);
  }

  #write(previousEventId: number, said: Said): number {
    this.length += 1;
    this.events.push({ id: this.length, previousEventId, timestamp: this.#timestamp, ...said });
    return this.length;
  }
}
