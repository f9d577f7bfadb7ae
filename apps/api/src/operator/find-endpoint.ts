import type { Endpoint, Stream } from './endpoint.js';
import { Problem } from './problem.js';

export interface Found {
  readonly endpoint: Endpoint | Stream;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * The endpoint that a request is for.
 * @param path below `/api`, as it came: what a parameter says may have slashes in it, encoded.
 */
export function findEndpoint(endpoints: readonly (Endpoint | Stream)[], method: string, path: string): Found {
  const segments = path.split('/');
  const there = endpoints.flatMap((endpoint) => {
    const params = paramsOf(endpoint.path.split('/'), segments);
    return params ? [{ endpoint, params }] : [];
  });
  const found = there.find(({ endpoint }) => endpoint.method === method);
  if (found) return found;
  if (there.length === 0) throw new Problem('no-such-path', `There is no ${method} ${`/api${path}`}.`);
  const allow = there.map(({ endpoint }) => endpoint.method).join(', ');
  throw new Problem('no-such-method', `/api${path} has no ${method}.`, { headers: { allow } });
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i]!;
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined && part !== segment) return undefined;
    if (name !== undefined) params[name] = decoded(segment);
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem('invalid-request', `'${segment}' is not encoded as a part of a path has to be.`);
  }
}
