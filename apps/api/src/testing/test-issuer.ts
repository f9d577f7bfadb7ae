import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

interface Pair {
  readonly kid: string;
  readonly alg: string;
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}

export interface Signing {
  readonly header?: object;
  /** Seconds from now. */
  readonly expires?: number;
  readonly audience?: string;
  readonly issuer?: string;
  /** Of another issuer. */
  readonly key?: CryptoKey;
}

export const AUDIENCE = 'backstep';

/** An OpenID issuer with keys of its own, over HTTP on this machine. */
export class TestIssuer {
  /** What it is asked for, in that order. */
  readonly asked: string[] = [];
  /** What it says of itself, if not the truth. */
  says: object | undefined;
  isAway = false;
  #pairs: Pair[] = [];

  private constructor(private readonly server: Server) {}

  static async open(alg = 'ES256'): Promise<TestIssuer> {
    const server = createServer();
    const issuer = new TestIssuer(server);
    await issuer.rotate(alg);
    server.on('request', (request, response) => {
      issuer.asked.push(request.url ?? '');
      void issuer.#answer(request.url ?? '').then((body) => {
        response.writeHead(issuer.isAway ? 503 : body ? 200 : 404, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body ?? {}));
      });
    });
    await new Promise<void>((up) => void server.listen(0, '127.0.0.1', up));
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on it signs with another key, and knows no other. */
  async rotate(alg = 'ES256'): Promise<void> {
    const kid = `k${this.asked.length}-${Math.trunc(performance.now())}`;
    this.#pairs = [{ kid, alg, ...(await generateKeyPair(alg, { extractable: true })) }];
  }

  async publicKey(): Promise<JWK> {
    return exportJWK(this.#pairs[0]!.publicKey);
  }

  sign(claims: JWTPayload, { header, expires = 300, ...more }: Signing = {}): Promise<string> {
    const { kid, alg, privateKey } = this.#pairs[0]!;
    return new SignJWT({ sub: 'ada', ...claims })
      .setProtectedHeader({ alg, kid, ...header })
      .setIssuer(more.issuer ?? this.url)
      .setAudience(more.audience ?? AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1_000) + expires)
      .sign(more.key ?? privateKey);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #answer(path: string): Promise<object | undefined> {
    if (path === '/.well-known/openid-configuration')
      return { issuer: this.url, jwks_uri: `${this.url}/keys`, ...this.says };
    if (path !== '/keys') return undefined;
    const keys = this.#pairs.map(async ({ kid, alg, publicKey }) => ({
      kid,
      alg,
      use: 'sig',
      ...(await exportJWK(publicKey)),
    }));
    return { keys: await Promise.all(keys) };
  }
}
