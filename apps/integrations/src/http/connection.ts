import { z } from 'zod';

/** What goes with each call that names the connection, so that no secret stands in a definition or a history. */
const connection = z.object({
  headers: z.record(z.string(), z.string()).default({}),
  query: z.record(z.string(), z.string()).default({}),
});
export type Connection = z.infer<typeof connection>;

/** By the name in `Authentication.ConnectionArn`, as EventBridge's connections have it. */
export type Connections = ReadonlyMap<string, Connection>;

/** @throws Error that says what is wrong, without what is in the file. */
export function connections(text: string): Connections {
  const parsed = z.record(z.string(), connection).safeParse(json(text));
  if (parsed.success) return new Map(Object.entries(parsed.data));
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new Error(`the file that BACKSTEP_HTTP_CONNECTIONS names: ${problems.join('; ')}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the file that BACKSTEP_HTTP_CONNECTIONS names is not JSON');
  }
}

const CONNECTION = /^arn:aws[a-z-]*:events:[a-z0-9-]*:\d*:connection\/(?<name>[^/]+)(?:\/[^/]*)?$/u;

/** `stripe` of `arn:aws:events:us-east-1:123456789012:connection/stripe/…`; a name is one, too. */
export const connectionName = (arn: string): string => CONNECTION.exec(arn)?.groups?.['name'] ?? arn;
