import type { JsonObject } from '#contracts';
import { httpDateOf } from '../instant.js';
import { utf8Bytes } from '../size.js';

interface Exchange {
  readonly requestId: string;
  /** Those of the service, beside the usual ones. */
  readonly headers?: { readonly [name: string]: string };
  readonly body: { readonly text: string; readonly type: string };
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What Step Functions' optimized integrations tell of the call that they made. */
export function sdkMetadata({ requestId, headers = {}, body, at }: Exchange): JsonObject {
  const all = {
    ...headers,
    Connection: 'keep-alive',
    'Content-Length': String(utf8Bytes(body.text)),
    'Content-Type': body.type,
    Date: httpDateOf(at),
    'x-amzn-RequestId': requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
