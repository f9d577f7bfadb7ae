import { describe, expect, it } from '@jest/globals';
import type { StepFunctionsError } from '../step-functions/step-functions-error.js';
import type { HttpRequest } from '../wire/http.js';
import { readAccessKeys, type AccessKeys } from './access-keys.js';
import { admit } from './door.js';
import { neededFor } from './needed.js';
import { isSignedBy, readClaim, signatureOf } from './signature.js';
import { SignedDoor } from './signed-door.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const AT = Date.parse('2015-08-30T12:36:00Z');
const SCOPE = '20150830/us-east-1/states/aws4_request';

describe('signatures are those of AWS’s test suite:', () => {
  const headers = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
  const claim = { scope: '20150830/us-east-1/service/aws4_request', signedHeaders: ['host', 'x-amz-date'] };
  it.each([
    ['GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['GET', '/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ])('%s %s', (method, url, signature) => {
    expect(signatureOf(SECRET, claim, { method, url, headers, body: '' })).toBe(signature);
  });
});

function keys(text: string): AccessKeys {
  const read = readAccessKeys(text);
  if (!read.ok) throw new Error(read.cause);
  return read.value;
}

const door = (now = AT) =>
  new SignedDoor({
    keys: keys(`AKIDEXAMPLE:${SECRET},READER:another-secret:reader`),
    region: 'us-east-1',
    account: '000000000000',
    now: () => now,
  });

interface Signing {
  readonly key?: string;
  readonly secret?: string;
  readonly scope?: string;
  readonly signedHeaders?: readonly string[];
}

function signed(body: string, { key = 'AKIDEXAMPLE', secret = SECRET, scope = SCOPE, signedHeaders }: Signing = {}) {
  const names = signedHeaders ?? ['host', 'x-amz-date', 'x-amz-target'];
  const headers = {
    host: 'localhost:8083',
    'x-amz-date': '20150830T123600Z',
    'x-amz-target': 'AWSStepFunctions.ListStateMachines',
  };
  const request = { method: 'POST', url: '/', headers, body, ip: '127.0.0.1' };
  const signature = signatureOf(secret, { scope, signedHeaders: names }, request);
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...request, headers: { ...headers, authorization } };
}

const refusal = (request: HttpRequest, at = AT): Promise<string> =>
  admit(door(at), request, neededFor('StartExecution')).then(
    () => 'admitted',
    (error: StepFunctionsError) => error.name,
  );

describe('a door with keys', () => {
  it('lets in who signs with one of them', async () => {
    expect(await refusal(signed('{}'))).toBe('admitted');
  });

  it.each([
    ['without a signature', { ...signed('{}'), headers: {} }, 'MissingAuthenticationTokenException'],
    ['with something else', { ...signed('{}'), headers: { authorization: 'Bearer x' } }, 'IncompleteSignature'],
    ['that leaves the host open', signed('{}', { signedHeaders: ['x-amz-date'] }), 'IncompleteSignature'],
    ['of a key that nobody knows', signed('{}', { key: 'OTHER' }), 'UnrecognizedClientException'],
    ['of another secret', signed('{}', { secret: 'wrong-secret' }), 'InvalidSignatureException'],
    ['of another body', { ...signed('{}'), body: '{"name":"x"}' }, 'InvalidSignatureException'],
    ['of another region', signed('{}', { scope: SCOPE.replace('us', 'eu') }), 'InvalidSignatureException'],
    ['of another service', signed('{}', { scope: SCOPE.replace('states', 'sqs') }), 'InvalidSignatureException'],
    ['of another day', signed('{}', { scope: SCOPE.replace('0830', '0829') }), 'InvalidSignatureException'],
    [
      'of a body that its hash does not tell',
      { ...signed('{}'), headers: { ...signed('{}').headers, 'x-amz-content-sha256': '0'.repeat(64) } },
      'InvalidSignatureException',
    ],
    ['of who may only read', signed('{}', { key: 'READER', secret: 'another-secret' }), 'AccessDeniedException'],
  ])('lets nobody in %s', async (_, request, error) => {
    expect(await refusal(request)).toBe(error);
  });

  it('lets nobody in with a signature that is old, or from a clock that is ahead', async () => {
    expect(await refusal(signed('{}'), AT + 4 * 60_000)).toBe('admitted');
    expect(await refusal(signed('{}'), AT + 6 * 60_000)).toBe('InvalidSignatureException');
    expect(await refusal(signed('{}'), AT - 6 * 60_000)).toBe('InvalidSignatureException');
  });

  it('takes a signature a second time as long as it is good, since two equal calls of one second have the same', async () => {
    const replayed = signed('{}');
    expect(await refusal(replayed)).toBe('admitted');
    expect(await refusal(replayed, AT + 60_000)).toBe('admitted');
    expect(await refusal(replayed, AT + 301_000)).toBe('InvalidSignatureException');
  });

  it('takes a path as it is sent, and encoded once more, as SDKs sign it', () => {
    const request = { method: 'GET', url: '/api/executions/a%3Ab?limit=1', headers: signed('').headers, body: '' };
    const claim = { scope: SCOPE, signedHeaders: ['host', 'x-amz-date'] };
    const isSigned = (url: string) =>
      isSignedBy(SECRET, { ...claim, keyId: 'A', signature: signatureOf(SECRET, claim, { ...request, url }) }, request);
    expect(isSigned(request.url)).toBe(true);
    expect(isSigned('/api/executions/a%253Ab?limit=1')).toBe(true);
    expect(isSigned('/api/executions/a%3Ac?limit=1')).toBe(false);
    expect(isSigned('/api/executions/a%3Ab?limit=2')).toBe(false);
  });

  it('reads no claim that is not whole', () => {
    expect(readClaim('AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/states/aws4_request')).toBeUndefined();
  });
});
