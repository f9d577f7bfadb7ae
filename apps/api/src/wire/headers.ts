import { randomUUID } from 'node:crypto';

export const JSON_1_0 = 'application/x-amz-json-1.0';
export const REQUEST_ID = 'x-amzn-RequestId';

/** As bytes: to a text Fastify adds a charset, which the protocol does not have. */
export const bytesOf = (body: object): Buffer => Buffer.from(JSON.stringify(body));

export const newRequestId = (): string => randomUUID();
