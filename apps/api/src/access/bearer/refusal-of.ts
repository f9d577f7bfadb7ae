import { errors } from 'jose';
import { StepFunctionsError } from '../../step-functions/step-functions-error.js';
import { IssuerAway } from './issuer-keys.js';
import type { Oidc } from './oidc.js';

type Because = (oidc: Oidc, error: errors.JOSEError) => string;

/** Why a token is not taken, and what to do about it. */
const BECAUSE: { readonly [code: string]: Because } = {
  ERR_JWT_EXPIRED: ({ issuerName }) => `it has expired; ask ${issuerName} for a new one`,
  ERR_JWT_CLAIM_VALIDATION_FAILED: (oidc, error) => wrongClaim(oidc, error as errors.JWTClaimValidationFailed),
  ERR_JOSE_ALG_NOT_ALLOWED: ({ issuerName }) =>
    `its algorithm is not taken; ${issuerName} has to sign with a key of its own (RS256, PS256, ES256, EdDSA or their like)`,
  ERR_JWKS_NO_MATCHING_KEY: ({ issuerName }) =>
    `${issuerName} has no key of its name (\`kid\`); is it a token of another issuer?`,
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: ({ issuerName }) =>
    `it names no key (\`kid\`), and ${issuerName} has several that might be meant`,
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: () => 'its signature is not that of its key',
};

/** Not the caller's fault. */
const AWAY: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

/** What a caller is told whose token could not be verified. */
export function refusalOf(error: unknown, oidc: Oidc): StepFunctionsError {
  if (error instanceof IssuerAway) return away(error.message);
  if (!(error instanceof errors.JOSEError) || AWAY.has(error.code))
    return away(`The keys of ${oidc.issuerName} cannot be read.`);
  return tokenRefused(BECAUSE[error.code]?.(oidc, error) ?? 'it is no signed JSON Web Token');
}

function wrongClaim({ issuerName, audience }: Oidc, { claim }: errors.JWTClaimValidationFailed): string {
  switch (claim) {
    case 'iss':
      return `its \`iss\` is not ${issuerName} (BACKSTEP_OIDC_ISSUER)`;
    case 'aud':
      return `its \`aud\` does not name ${audience} (BACKSTEP_OIDC_AUDIENCE); ask for one that is for it`;
    case 'nbf':
      return 'it is not valid yet; is a clock wrong?';
    default:
      return `its claim \`${claim}\` is missing or not right`;
  }
}

export const tokenRefused = (because: string): StepFunctionsError =>
  new StepFunctionsError('UnrecognizedClientException', `The bearer token is not taken: ${because}.`);

const away = (message: string) => new StepFunctionsError('ServiceUnavailable', message);
