const WITHIN_MS = 10_000;

/**
 * The client waits for a broker for ever; a person does not.
 * @throws Error if the first answer takes too long: whatever listens there is no Kafka, or not well.
 */
export async function bounded<T>(asked: Promise<T>, withinMs = WITHIN_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `it listens, but does not answer as Kafka does within ${withinMs / 1_000} s`;
    timer = setTimeout(() => reject(new Error(message)), withinMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
