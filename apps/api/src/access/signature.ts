import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is signed of a request. */
export interface Signable {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What an `Authorization` header claims. */
export interface Claim {
  readonly keyId: string;
  /** `20261125/us-east-1/states/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CLAIM =
  /^AWS4-HMAC-SHA256\s+Credential=([^/\s,]+)\/([0-9]{8}\/[^/\s,]+\/[^/\s,]+\/aws4_request),?\s*SignedHeaders=([a-z0-9;-]+),?\s*Signature=([0-9a-f]{64})$/;

/** Undefined for a header that is none of Signature Version 4. */
export function readClaim(authorization: string): Claim | undefined {
  const [, keyId, scope, headers, signature] = CLAIM.exec(authorization.trim()) ?? [];
  if (keyId === undefined || scope === undefined || headers === undefined || signature === undefined) return undefined;
  return { keyId, scope, signedHeaders: headers.split(';'), signature };
}

/**
 * Whether the claim's signature is that of this secret.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function isSignedBy(secret: string, claim: Claim, request: Signable): boolean {
  const given = Buffer.from(claim.signature, 'hex');
  const isSigned = (url: string) =>
    timingSafeEqual(Buffer.from(signatureOf(secret, claim, { ...request, url }), 'hex'), given);
  // SDKs encode a path once more before they sign it; other clients sign it as they send it.
  return isSigned(request.url) || (request.url.includes('%') && isSigned(encodedAgain(request.url)));
}

export function signatureOf(
  secret: string,
  { scope, signedHeaders }: Pick<Claim, 'scope' | 'signedHeaders'>,
  request: Signable,
): string {
  const date = headerValue(request, 'x-amz-date');
  const text = [ALGORITHM, date, scope, sha256(canonical(request, signedHeaders))].join('\n');
  const key = scope.split('/').reduce((k: string | Buffer, part) => hmac(k, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}

function canonical(request: Signable, signedHeaders: readonly string[]): string {
  const [path, query] = split(request.url);
  const headers = signedHeaders.map((name) => `${name}:${headerValue(request, name)}\n`).join('');
  const payload = headerValue(request, 'x-amz-content-sha256') || sha256(request.body);
  return [request.method, path, canonicalQuery(query), headers, signedHeaders.join(';'), payload].join('\n');
}

function encodedAgain(url: string): string {
  const [path, query] = split(url);
  return `${path.replaceAll('%', '%25')}${query === '' ? '' : `?${query}`}`;
}

function split(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

const canonicalQuery = (query: string): string =>
  query === ''
    ? ''
    : query
        .split('&')
        .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
        .sort()
        .join('&');

function headerValue({ headers }: Signable, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
