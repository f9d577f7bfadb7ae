const ROUNDS = 20;

/**
 * Draws stories until what a property is about was seen often enough: what holds of nothing proves nothing, and what a
 * single round sees is a matter of luck.
 */
export async function untilSeen(enough: number, seen: () => number, draw: () => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS && seen() < enough; round += 1) await draw();
  if (seen() < enough)
    throw new Error(`In ${ROUNDS} rounds only ${seen()} were seen, of the ${enough} that are needed.`);
}
