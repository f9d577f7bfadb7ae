import { z } from 'zod';
import { asyncApi, type AsyncApiOptions } from '#contracts';
import { endpoint, type Endpoint } from './endpoint.js';
import { ENDPOINTS } from './endpoints.js';
import { openApi } from './open-api.js';

/** What there is to call, and what there is to read and to write on Kafka: endpoints that are not in the document. */
export const documents = (options: AsyncApiOptions): readonly Endpoint[] => [
  document('/openapi.json', 'GetOpenApi', openApi(ENDPOINTS)),
  document('/asyncapi.json', 'GetAsyncApi', asyncApi(options)),
];

const document = (path: `/${string}`, name: string, answer: object): Endpoint =>
  endpoint({
    method: 'GET',
    path,
    name,
    summary: 'This document',
    tag: 'document',
    role: 'reader',
    answer: z.looseObject({}),
    run: () => Promise.resolve({ ...answer }),
  });
