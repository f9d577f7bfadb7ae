import type { Problem } from '#contracts';
import { requestIdOf } from './request-id.js';

interface Said {
  readonly error: string;
  readonly service: string;
  readonly code: string;
  readonly status: number;
  /** What the request's id is drawn from. */
  readonly about: string;
}

/** What a service answered to one of Step Functions' optimized integrations, as its SDK tells it. */
export const aws4xx = (message: string, { error, service, code, status, about }: Said): Problem => ({
  error,
  cause:
    `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; ` +
    `Request ID: ${requestIdOf(about)}; Proxy: null)`,
});

/** The same, of a call of the SDK. */
export const sdk4xx = (message: string, { error, service, status, about }: Omit<Said, 'code'>): Problem => ({
  error,
  cause: `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${requestIdOf(about)}) (SDK Attempt Count: 1)`,
});
