import { createHash } from 'node:crypto';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import { headerOf, type HttpRequest } from '../wire/http.js';
import type { AccessKey, AccessKeys } from './access-keys.js';
import { basicKey, isBasic } from './basic.js';
import type { Caller } from './caller.js';
import type { Door } from './door.js';
import type { Needed } from './needed.js';
import { isSignedBy, readClaim, type Claim } from './signature.js';

/** How far a caller's clock may be off; as old may a signature be that somebody sends again. */
const SKEW_MS = 5 * 60_000;
const MUST_BE_SIGNED = ['host', 'x-amz-date'] as const;

export interface SignedDoorOptions {
  readonly keys: AccessKeys;
  readonly region: string;
  readonly account: string;
  now(): number;
}

/** Lets in who signs with a key that is known. */
export class SignedDoor implements Door {
  constructor(private readonly options: SignedDoorOptions) {}

  async whoIs(request: HttpRequest, { basic }: Pick<Needed, 'basic'> = {}): Promise<Caller> {
    const { role, id } = this.#keyOf(request, basic);
    return { is: `key ${id}`, user: `arn:aws:iam::${this.options.account}:user/${id}`, role };
  }

  #keyOf(request: HttpRequest, basic: true | undefined): AccessKey {
    const authorization = headerOf(request, 'authorization');
    if (authorization === undefined)
      throw new StepFunctionsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    if (basic && isBasic(authorization)) {
      const key = basicKey(authorization, this.options.keys);
      if (key) return key;
      throw new StepFunctionsError('UnrecognizedClientException', 'There is no key with this id and secret.');
    }
    const claim = readClaim(authorization);
    if (!claim || MUST_BE_SIGNED.some((name) => !claim.signedHeaders.includes(name)))
      throw new StepFunctionsError(
        'IncompleteSignature',
        "Authorization header requires 'Credential', 'SignedHeaders' with 'host' and 'x-amz-date', and 'Signature' of AWS4-HMAC-SHA256.",
      );
    const key = this.options.keys.get(claim.keyId);
    if (!key)
      throw new StepFunctionsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    this.#checkTime(claim, headerOf(request, 'x-amz-date') ?? '');
    this.#checkScope(claim);
    checkSignature(key, claim, request);
    return key;
  }

  #checkTime({ scope }: Claim, date: string): void {
    const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
    const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
    if (!scope.startsWith(`${y}${mo}${d}/`) || Number.isNaN(at))
      throw invalid('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP');
    if (Math.abs(this.options.now() - at) > SKEW_MS)
      throw invalid(`Signature expired: ${date} is more than 5 min. away from the server's time`);
  }

  #checkScope({ scope }: Claim): void {
    const [, region, service] = scope.split('/');
    if (region !== this.options.region || service !== 'states')
      throw invalid(`Credential should be scoped to region ${this.options.region} and service 'states'.`);
  }
}

function checkSignature(key: AccessKey, claim: Claim, request: HttpRequest): void {
  const { method, url, headers } = request;
  const body = typeof request.body === 'string' ? request.body : '';
  const hash = headerOf(request, 'x-amz-content-sha256');
  const isWhole = hash === undefined || hash === createHash('sha256').update(body).digest('hex');
  if (isWhole && isSignedBy(key.secret, claim, { method, url, headers, body })) return;
  throw invalid(
    'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  );
}

const invalid = (message: string) => new StepFunctionsError('InvalidSignatureException', message);
