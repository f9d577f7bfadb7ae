import type { Place } from '../place.js';

/** A name at one place of the definition. */
export interface Named {
  readonly name: string;
  readonly at: Place;
}

/**
 * All states inside one `States` field, without those inside of its Parallel and Map states.
 * https://states-language.net/spec.html#variable-scope
 */
export class Scope {
  readonly assigned: Named[] = [];
  readonly reads: Named[] = [];
  readonly inner: Scope[] = [];
  private readonly names = new Set<string>();

  private constructor(readonly outer: Scope | undefined) {}

  static outermost(): Scope {
    return new Scope(undefined);
  }

  /** `isolated`: it reads no variable of this one, as that of a Distributed Map, whose iterations are executions. */
  open(isolated = false): Scope {
    const scope = new Scope(isolated ? undefined : this);
    this.inner.push(scope);
    return scope;
  }

  assign(name: string, at: Place): void {
    this.assigned.push({ name, at });
    this.names.add(name);
  }

  read(name: string, at: Place): void {
    this.reads.push({ name, at });
  }

  /** Whether a state in this scope, or in one that it can read, assigns the variable. */
  has(name: string): boolean {
    return this.names.has(name) || (this.outer?.has(name) ?? false);
  }

  /** This scope and all within it. */
  *all(): Generator<Scope> {
    yield this;
    for (const scope of this.inner) yield* scope.all();
  }
}
