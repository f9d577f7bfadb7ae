/** What may go wrong, as RFC 9457 has it: a name for programs, a title, and what a person can do about all of its kind. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not right', next: 'Correct what `errors` names.' },
  'invalid-token': {
    status: 400,
    title: 'The token is of another list',
    next: 'Ask for the first page again, without a token.',
  },
  'who-are-you': {
    status: 401,
    title: 'The caller is not known',
    next: 'Sign the request with a key of BACKSTEP_ACCESS_KEYS (SigV4), send its id and secret (HTTP Basic), or a bearer token of BACKSTEP_OIDC_ISSUER.',
  },
  'not-allowed': {
    status: 403,
    title: 'The caller may not do this',
    next: 'Use a key with a higher role: reader < operator < admin.',
  },
  'no-such-path': { status: 404, title: 'There is nothing here', next: 'See /api/openapi.json for what there is.' },
  'not-found': { status: 404, title: 'It does not exist', next: 'See the list for those there are.' },
  'no-such-method': { status: 405, title: 'This path has no such method', next: 'Use one that `Allow` names.' },
  'not-now': { status: 409, title: 'Its state does not allow it', next: 'Read how it is now, and decide again.' },
  'too-slow': { status: 408, title: 'The request took too long to come', next: 'Send it at once.' },
  'too-large': { status: 413, title: 'The body is too large', next: 'Send less.' },
  'not-json': {
    status: 415,
    title: 'The body is not JSON',
    next: 'Send the header `Content-Type: application/json`.',
  },
  'too-many': { status: 429, title: 'There are too many requests', next: 'Wait for as long as `Retry-After` says.' },
  'headers-too-large': { status: 431, title: 'The headers are too large', next: 'Send less than 16 KiB of them.' },
  unexpected: { status: 500, title: 'It failed for an unknown reason', next: 'The API’s log has the reason.' },
  away: { status: 503, title: 'It cannot be answered now', next: 'Try again in a second.' },
} as const satisfies { readonly [kind: string]: { status: number; title: string; next: string } };

export type ProblemKind = keyof typeof PROBLEMS;

/** One field that is not right. */
export interface WrongField {
  /** `query.limit` */
  readonly where: string;
  readonly says: string;
}

export interface MoreOfProblem {
  /** Better than what all of its kind say. */
  readonly next?: string;
  readonly errors?: readonly WrongField[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Why a request is not answered with what it asked for. https://www.rfc-editor.org/rfc/rfc9457 */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly more: MoreOfProblem = {},
  ) {
    super(detail);
  }
}

export function problemBody({ kind, message: detail, more }: Problem): object {
  const { status, title, next } = PROBLEMS[kind];
  const { errors } = more;
  return {
    type: `urn:backstep:problem:${kind}`,
    title,
    status,
    detail,
    next: more.next ?? next,
    ...(errors && { errors }),
  };
}

export const noSuchExecution = (id: string): Problem =>
  new Problem('not-found', `There is no execution '${id}'.`, { next: 'GET /api/executions lists those there are.' });
