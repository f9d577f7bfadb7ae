import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a fact.
 * @throws Error that says what did not come true, after `withinMs` (default 10 s).
 */
export async function until(what: string, fact: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  for (const end = Date.now() + withinMs; ;) {
    if (await fact()) return;
    if (Date.now() > end) throw new Error(`Within ${withinMs} ms it did not come true that ${what}.`);
    await pause(2);
  }
}
