import { jwtVerify, type JWTPayload } from 'jose';
import { StepFunctionsError } from '../../step-functions/step-functions-error.js';
import { headerOf, type HttpRequest } from '../../wire/http.js';
import type { Caller } from '../caller.js';
import type { Door } from '../door.js';
import { IssuerKeys } from './issuer-keys.js';
import type { Oidc } from './oidc.js';
import { refusalOf, tokenRefused } from './refusal-of.js';
import { roleIn } from './roles-in.js';

/** Signatures of a key that only the issuer has; none is known to two, and none is missing. https://www.rfc-editor.org/rfc/rfc8725#section-3.1 */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** How far clocks may be apart. */
const SKEW_SECONDS = 60;
const MOST_CHARACTERS = 8_192;
const SUBJECT = /^[\x21-\x7e]{1,200}$/;

export const isBearer = (request: HttpRequest): boolean =>
  /^Bearer(\s|$)/i.test(headerOf(request, 'authorization') ?? '');

/** Lets in who brings a token of the issuer, for this audience, that names a role. https://www.rfc-editor.org/rfc/rfc6750 */
export class BearerDoor implements Door {
  readonly #keys: IssuerKeys;

  constructor(private readonly oidc: Oidc) {
    this.#keys = new IssuerKeys(oidc);
  }

  async whoIs(request: HttpRequest): Promise<Caller> {
    const { oidc } = this;
    const claims = await this.#claimsOf(tokenIn(request));
    const role = roleIn(claims, oidc.rolesClaim);
    const sub = claims.sub as string;
    if (!role)
      throw new StepFunctionsError(
        'AccessDeniedException',
        `User: ${sub} has no role here: the claim '${oidc.rolesClaim}' of the token has to name reader, operator or admin (BACKSTEP_OIDC_ROLES_CLAIM says which claim does).`,
      );
    return { is: `user ${sub}`, user: sub, role, until: ((claims.exp as number) + SKEW_SECONDS) * 1_000 };
  }

  async #claimsOf(token: string): Promise<JWTPayload> {
    const { oidc } = this;
    const verified = await this.#verify(token).catch((error: unknown) => {
      throw refusalOf(error, oidc);
    });
    if (typeof verified.sub !== 'string' || !SUBJECT.test(verified.sub))
      throw tokenRefused('its `sub` names nobody: it has to be 1 to 200 visible ASCII characters');
    return verified;
  }

  async #verify(token: string): Promise<JWTPayload> {
    const { issuerName: issuer, audience } = this.oidc;
    const { payload } = await jwtVerify(token, await this.#keys.find(), {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: SKEW_SECONDS,
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  }
}

function tokenIn(request: HttpRequest): string {
  const [, token] = /^Bearer\s+([A-Za-z0-9\-._~+/]+=*)\s*$/i.exec(headerOf(request, 'authorization') ?? '') ?? [];
  if (headerOf(request, 'authorization') === undefined)
    throw new StepFunctionsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (token === undefined || token.length > MOST_CHARACTERS)
    throw tokenRefused(
      `it has to be 'Authorization: Bearer …' with one token of at most ${MOST_CHARACTERS} characters`,
    );
  return token;
}
