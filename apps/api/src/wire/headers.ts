import { randomUUID } from 'node:crypto';

export const JSON_1_0 = 'application/x-amz-json-1.0';
export const REQUEST_ID = 'x-amzn-RequestId';

export const newRequestId = (): string => randomUUID();
