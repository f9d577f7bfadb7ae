import type { z } from 'zod';
import { headerOf, type HttpRequest } from '../wire/http.js';
import type { Asked } from './endpoint.js';
import type { Found } from './find-endpoint.js';
import { Problem, type WrongField } from './problem.js';

type Checked = Omit<Asked<z.ZodObject, z.ZodObject, z.ZodObject>, 'signal' | 'lastEventId'>;

/**
 * What a request says, by the endpoint's schemas.
 * @throws Problem that names every field that is not right.
 */
export function readRequest({ endpoint, params }: Found, request: HttpRequest): Checked {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const errors = [...query.keys()].flatMap((name, i, all) =>
    all.indexOf(name) === i ? [] : [{ where: `query.${name}`, says: 'is given twice' }],
  );
  const read = <T>(where: string, schema: z.ZodType<T> | undefined, value: unknown): T | undefined => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    errors.push(...parsed.error.issues.map((issue) => wrongField(where, issue)));
    return undefined;
  };
  const checked = {
    params: read('path', endpoint.params, params),
    query: read('query', endpoint.query, Object.fromEntries(query)),
    body: read('body', endpoint.body, endpoint.body && bodyOf(request)),
  };
  if (errors.length > 0) {
    const says = errors.map(({ where, says }) => `${where}: ${says}`).join('; ');
    throw new Problem('invalid-request', `${endpoint.name} does not take this: ${says}`, { errors });
  }
  return checked as Checked;
}

const wrongField = (where: string, { path, message }: z.core.$ZodIssue): WrongField => ({
  where: [where, ...path].map(String).join('.'),
  says: message,
});

/** Pages of other origins can send a form or a text without asking, and no JSON. */
function bodyOf(request: HttpRequest): unknown {
  const type = headerOf(request, 'content-type') ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new Problem('not-json', type === '' ? 'There is no body.' : `The body is ${type}.`);
  try {
    return JSON.parse(typeof request.body === 'string' ? request.body : '');
  } catch (error) {
    throw new Problem('invalid-request', `The body is not JSON: ${(error as Error).message}`);
  }
}
