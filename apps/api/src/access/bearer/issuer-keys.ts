import { createRemoteJWKSet, type RemoteJWKSet } from 'jose';
import { z } from 'zod';
import type { Oidc } from './oidc.js';

const WITHIN_MS = 5_000;
/** A failure is not asked after again at once: the issuer has enough to do. */
const PAUSE_MS = 1_000;

const configuration = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });

/** The issuer, or what it says of itself, cannot be had. */
export class IssuerAway extends Error {
  override readonly name = 'IssuerAway';
}

/**
 * The keys that an issuer signs with, found as OpenID Connect has it. They are read when the first token comes, and anew
 * when one is signed with another.
 * https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export class IssuerKeys {
  #found: Promise<RemoteJWKSet> | undefined;

  constructor(private readonly oidc: Pick<Oidc, 'issuerName' | 'cooldownMs'>) {}

  /** @throws IssuerAway */
  find(): Promise<RemoteJWKSet> {
    this.#found ??= this.#discover();
    return this.#found;
  }

  async #discover(): Promise<RemoteJWKSet> {
    const { issuerName, cooldownMs } = this.oidc;
    const url = `${issuerName.replace(/\/$/, '')}/.well-known/openid-configuration`;
    try {
      const { issuer, jwks_uri } = configuration.parse(await jsonFrom(url));
      if (issuer !== issuerName) throw new Error(`it calls itself ${issuer}`);
      if (!isSafe(new URL(jwks_uri))) throw new Error(`its keys are at ${jwks_uri}, which is not https`);
      return createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: cooldownMs, timeoutDuration: WITHIN_MS });
    } catch (error) {
      setTimeout(() => (this.#found = undefined), PAUSE_MS).unref();
      const because = error instanceof z.ZodError ? 'it is no OpenID configuration' : (error as Error).message;
      throw new IssuerAway(`${url} cannot be read: ${because}.`, { cause: error });
    }
  }
}

async function jsonFrom(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
  if (response.status !== 200) throw new Error(`it answers ${response.status}`);
  return response.json();
}

/** Who is on the way to an issuer could give keys of his own; on this machine nobody is. */
export const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
