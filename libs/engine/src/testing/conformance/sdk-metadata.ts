import type { Json } from '#contracts';
import { instantOf } from '../../instant.js';

/** What an integration of AWS adds to a service's answer. */
export interface Http {
  readonly requestId: string;
  readonly at: number;
  readonly contentType: string;
  /** The answer's text. */
  readonly text: string;
  readonly more?: { readonly [header: string]: string };
}

export function sdkMetadata({ requestId, at, contentType, text, more = {} }: Http): { readonly [field: string]: Json } {
  const headers = {
    ...more,
    connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(text.length),
    Date: instantOf(at),
    'Content-Type': contentType,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
