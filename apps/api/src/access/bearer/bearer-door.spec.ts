import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from 'jose';
import { until } from '#kafka/testing';
import { AUDIENCE, TestIssuer, type Signing } from '../../testing/test-issuer.js';
import { BearerDoor } from './bearer-door.js';
import { roleIn } from './roles-in.js';

let issuer: TestIssuer;
let door: BearerDoor;

const doorOf = (more: object = {}) =>
  new BearerDoor({ issuerName: issuer.url, audience: AUDIENCE, rolesClaim: 'roles', cooldownMs: 0, ...more });

beforeEach(async () => {
  issuer = await TestIssuer.open();
  door = doorOf();
});
afterEach(() => issuer.close());

const bringing = (authorization: string) => ({
  method: 'POST',
  url: '/',
  headers: { authorization },
  body: '{}',
  ip: '127.0.0.1',
});
const entering = async (token: string | Promise<string>) => door.whoIs(bringing(`Bearer ${await token}`));
const refusal = (token: string | Promise<string>): Promise<string> =>
  entering(token).then(
    ({ is }) => `${is} is let in`,
    (error: Error) => `${error.name}: ${error.message}`,
  );
const operator = (signing: Signing = {}) => issuer.sign({ roles: ['operator', 'others'] }, signing);
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('a door that takes tokens', () => {
  it('lets in whom the issuer vouches for, in his role, as long as the token is good', async () => {
    const caller = await entering(operator());
    expect(caller).toMatchObject({ is: 'user ada', role: 'operator' });
    expect(caller.until! - Date.now()).toBeGreaterThan(300_000);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    await entering(operator());
    expect(issuer.asked).toHaveLength(2);
  });

  it('takes a key that the issuer signs with since a while ago, and none that it has given up', async () => {
    const before = operator();
    await entering(before);
    await issuer.rotate();
    expect(await refusal(operator())).toBe('user ada is let in');
    expect(await refusal(before)).toContain('has no key of its name (`kid`)');
  });

  it('forgives clocks a minute', async () => {
    expect(await refusal(operator({ expires: -30 }))).toBe('user ada is let in');
    expect(await refusal(operator({ expires: -90 }))).toBe(
      `UnrecognizedClientException: The bearer token is not taken: it has expired; ask ${issuer.url} for a new one.`,
    );
    const soon = Math.floor(Date.now() / 1_000) + 30;
    expect(await refusal(issuer.sign({ roles: ['reader'], nbf: soon }))).toBe('user ada is let in');
    expect(await refusal(issuer.sign({ roles: ['reader'], nbf: soon + 60 }))).toContain('it is not valid yet');
  });

  it.each([
    [
      'for another audience',
      () => operator({ audience: 'shop' }),
      'its `aud` does not name backstep (BACKSTEP_OIDC_AUDIENCE)',
    ],
    ['of another issuer', () => operator({ issuer: 'https://elsewhere.example' }), '(BACKSTEP_OIDC_ISSUER)'],
    ['of nobody', () => issuer.sign({ roles: ['admin'], sub: '' }), 'its `sub` names nobody'],
    [
      'of somebody whose name breaks lines',
      () => issuer.sign({ roles: ['admin'], sub: 'a\nb' }),
      'its `sub` names nobody',
    ],
    [
      'that names no role',
      () => issuer.sign({ roles: ['king'] }),
      "AccessDeniedException: User: ada has no role here: the claim 'roles'",
    ],
    ['that is none', () => 'abc', 'it is no signed JSON Web Token'],
    ['that is nothing', () => '', "it has to be 'Authorization: Bearer …'"],
    ['that is endless', () => 'a'.repeat(9_000), 'at most 8192 characters'],
  ])('refuses a token %s, and says why', async (_, token, says) => {
    expect(await refusal(token())).toContain(says);
  });

  it('refuses another’s signature under the name of the issuer’s key', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await refusal(operator({ key: privateKey }))).toContain('its signature is not that of its key');
  });

  it('refuses claims that were changed behind the signature', async () => {
    const [head, , signature] = (await operator()).split('.') as [string, string, string];
    const claims = { sub: 'eve', roles: ['admin'], iss: issuer.url, aud: AUDIENCE, exp: 9_999_999_999 };
    expect(await refusal(`${head}.${encoded(claims)}.${signature}`)).toContain('its signature is not that of its key');
  });

  it('refuses no signature, and one that is made with the public key as if it were a secret', async () => {
    const claims = encoded({ sub: 'eve', roles: ['admin'], iss: issuer.url, aud: AUDIENCE, exp: 9_999_999_999 });
    const none = `${encoded({ alg: 'none' })}.${claims}.`;
    expect(await refusal(none)).toContain('its algorithm is not taken');
    const head = encoded({ alg: 'HS256', kid: 'any' });
    const key = JSON.stringify(await issuer.publicKey());
    const signature = createHmac('sha256', key).update(`${head}.${claims}`).digest('base64url');
    expect(await refusal(`${head}.${claims}.${signature}`)).toContain('its algorithm is not taken');
  });
});

describe('an issuer', () => {
  it('that is away is told as such, and asked again', async () => {
    issuer.isAway = true;
    expect(await refusal(operator())).toBe(
      `ServiceUnavailable: ${issuer.url}/.well-known/openid-configuration cannot be read: it answers 503.`,
    );
    issuer.isAway = false;
    await until('it is asked again', async () => (await refusal(operator())) === 'user ada is let in', 5_000);
  });

  it.each([
    ['calls itself something else', { issuer: 'https://evil.example' }, 'it calls itself https://evil.example'],
    ['has its keys where anybody can change them', { jwks_uri: 'http://keys.example/' }, 'which is not https'],
    ['has no keys', { jwks_uri: 7 }, 'it is no OpenID configuration'],
  ])('that %s is not believed', async (_, says, because) => {
    issuer.says = says;
    expect(await refusal(operator())).toContain(because);
  });
});

describe('the role of a token', () => {
  it.each([
    ['the highest of a list', { roles: ['reader', 'admin'] }, 'roles', 'admin'],
    ['one word of a text', { scope: 'openid operator' }, 'scope', 'operator'],
    ['at the end of a path', { realm_access: { roles: ['reader'] } }, 'realm_access.roles', 'reader'],
    ['under a name with dots', { 'https://a.example/roles': ['admin'] }, 'https://a.example/roles', 'admin'],
    ['none of ours', { roles: ['administrator', 7] }, 'roles', undefined],
    ['none that is inherited', {}, 'constructor.name', undefined],
  ])('is %s', (_, claims, claim, role) => {
    expect(roleIn(claims, claim)).toBe(role);
  });
});
