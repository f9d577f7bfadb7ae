/** Whose tokens are taken. */
export interface Oidc {
  /** Exactly as the tokens' `iss` says it. */
  readonly issuerName: string;
  readonly audience: string;
  /** The claim that names roles: its name, or the path to it (`realm_access.roles`). */
  readonly rolesClaim: string;
  /** How long keys that do not know a token's are kept before the issuer is asked again. */
  readonly cooldownMs: number;
}
