import { isRegistryEvent, lockIn } from '#contracts';
import { evolveResource, heldLockOf, type HeldLock, type Resource } from '#resources';
import type { Counted } from './log-reader.js';

/** Semantic locks as the log leaves them: who holds what, and who waits for it. */
export class Locks {
  readonly #held = new Map<string, HeldLock>();

  take({ decision }: Counted): void {
    const key = lockIn(decision.entity);
    if (key === undefined) return;
    const at = Date.parse(decision.at);
    const events = decision.events.filter(isRegistryEvent);
    const before: Resource | undefined = this.#held.get(key);
    const lock = heldLockOf(events.reduce<Resource | undefined>((it, event) => evolveResource(it, event, at), before));
    if (lock) this.#held.set(key, lock);
    else this.#held.delete(key);
  }

  /** The one that was taken first comes first. */
  get held(): HeldLock[] {
    return [...this.#held.values()].toSorted((a, b) => a.since - b.since);
  }
}
