import { setTimeout as pause } from 'node:timers/promises';

/** How long facts are waited for where nothing else is said. */
export const patience = { ms: 10_000 };

/**
 * Waits for a fact.
 * @throws Error that says what did not come true, after `withinMs`.
 */
export async function until(
  what: string,
  fact: () => boolean | Promise<boolean>,
  withinMs = patience.ms,
): Promise<void> {
  for (const end = Date.now() + withinMs; ;) {
    if (await fact()) return;
    if (Date.now() > end) throw new Error(`Within ${withinMs} ms it did not come true that ${what}.`);
    await pause(2);
  }
}
