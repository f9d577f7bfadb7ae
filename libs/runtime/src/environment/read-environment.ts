import type { z } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Its message names every variable that is wrong, or says what is missing, and what to do. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

/**
 * What a process is told by its environment.
 * @throws InvalidConfiguration naming every variable that is wrong.
 */
export function readEnvironment<T>(schema: z.ZodType<T>, env: Environment): T {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  throw wrongEnvironment(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
}

export const wrongEnvironment = (problems: string): InvalidConfiguration =>
  new InvalidConfiguration(`The environment is not right: ${problems}.`);
