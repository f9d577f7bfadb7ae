import type { ErrorName } from '../step-functions/error-name.js';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { Problem, type ProblemKind } from './problem.js';

const KIND: { readonly [N in ErrorName]?: ProblemKind } = {
  AccessDeniedException: 'not-allowed',
  IncompleteSignature: 'who-are-you',
  InvalidSignatureException: 'who-are-you',
  MissingAuthenticationTokenException: 'who-are-you',
  UnrecognizedClientException: 'who-are-you',
  ExecutionDoesNotExist: 'not-found',
  InvalidToken: 'invalid-token',
  ServiceUnavailable: 'away',
  ThrottlingException: 'too-many',
  RequestEntityTooLargeException: 'too-large',
};

/** What Fastify and Nest say of a request that never came so far. */
const OF_STATUS: { readonly [status: number]: ProblemKind } = {
  404: 'no-such-path',
  413: 'too-large',
  415: 'not-json',
};

/** Whatever was thrown, as the operators' clients are told; undefined: nobody expected it. */
export function problemOf(error: unknown, status: number | undefined): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof StepFunctionsError) {
    // What an owner refuses is about how the execution is by then.
    const kind = KIND[error.name] ?? 'not-now';
    const headers =
      kind === 'away' || kind === 'too-many' ? { 'retry-after': '1' } : kind === 'who-are-you' ? CHALLENGE : undefined;
    return new Problem(kind, error.message, headers && { headers });
  }
  if (status === undefined || status >= 500) return undefined;
  return new Problem(OF_STATUS[status] ?? 'invalid-request', (error as Error).message);
}

const CHALLENGE = { 'www-authenticate': 'Basic realm="Backstep", charset="UTF-8", Bearer realm="Backstep"' };
