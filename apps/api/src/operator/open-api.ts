import { z } from 'zod';
import { isStream, type Endpoint, type Stream } from './endpoint.js';
import { PROBLEMS } from './problem.js';
import { problem } from './schemas.js';

type Schema = Readonly<Record<string, unknown>>;

/** As the request has to be, or as the answer is. What JSON Schema has no word for is any JSON. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  return rest;
};

/** Made of the schemas that check the requests, so that it says what is so. https://spec.openapis.org/oas/v3.1.0 */
export function openApi(endpoints: readonly (Endpoint | Stream)[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of endpoints) (paths[`/api${one.path}`] ??= {})[one.method.toLowerCase()] = operationOf(one);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Backstep, for operators',
      version: '1',
      description:
        'What Step Functions has no operation for. Problems are told as RFC 9457 has it, and say what to do next.',
    },
    servers: [{ url: '/' }],
    security: [{}, { basic: [] }, { bearer: [] }, { sigv4: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      responses: {
        HeadersTooLarge: {
          description: 'The request’s first line and headers have more than 16 KiB: it was read no further',
          content: { 'application/x-amz-json-1.0': { schema: { type: 'object' } } },
        },
        Problem: {
          description: 'Why not, and what to do next',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'A key’s id and secret' },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A token of the configured issuer',
        },
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4, service states',
        },
      },
    },
  };
}

function operationOf(one: Endpoint | Stream): object {
  const { name, summary, tag, role, params, query, body } = one;
  return {
    operationId: name,
    summary,
    description: `Needs the role ${role}.`,
    tags: [tag],
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
      ...(isStream(one) ? [LAST_EVENT_ID] : []),
    ],
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: {
      200: { description: 'So it is', content: contentOf(one) },
      ...Object.fromEntries(
        problemsOf(one).map((status) => [status, { $ref: '#/components/responses/Problem' }] as const),
      ),
      431: { $ref: '#/components/responses/HeadersTooLarge' },
    },
  };
}

/** Those of a body, of something that has to be there, and of a state that may not allow it; the rest may befall all. */
const OF_A_BODY = [409, 413, 415];
const OF_A_PATH = [404];
const NEVER_MEANT = [405, 500];

function problemsOf({ params, body }: Endpoint | Stream): readonly number[] {
  const not = [...NEVER_MEANT, ...(body ? [] : OF_A_BODY), ...(params ? [] : OF_A_PATH)];
  const statuses = new Set<number>(Object.values(PROBLEMS).map(({ status }) => status));
  return [...statuses].filter((status) => !not.includes(status)).sort((a, b) => a - b);
}

const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The id of the last event that the client has: it goes on behind that',
  schema: { type: 'string' },
};

const EVENTS = { 'text/event-stream': { schema: { type: 'string', description: 'Server-Sent Events' } } };

const contentOf = (one: Endpoint | Stream): object =>
  isStream(one) ? EVENTS : { 'application/json': { schema: schemaOf(one.answer, 'output') }, ...(one.open && EVENTS) };

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined): object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}
