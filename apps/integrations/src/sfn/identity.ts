import { SignatureV4 } from '@smithy/signature-v4';
import { Hash } from '@smithy/core/serde';
import type { Asked } from '../exchange/exchange.js';

/** As whom the API is asked. */
export interface Identity {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export type Sign = (asked: Asked) => Promise<Asked>;

/** Signature Version 4, for Step Functions. */
export function signatureOf({ region, credentials }: Identity): Sign {
  const signer = new SignatureV4({ service: 'states', region, credentials, sha256: Hash.bind(null, 'sha256') });
  return async (asked) => {
    const { url, method, body } = asked;
    const { headers } = await signer.sign({
      protocol: url.protocol,
      hostname: url.hostname,
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...asked.headers, host: url.host },
      body,
    });
    return { ...asked, headers };
  };
}

/** Who asks is not known to the API, or may not do this. */
const NOT_LET_IN: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'IncompleteSignature',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

/** What whoever configures the participant can do about a refusal. */
export function adviceOn(refusal: string, identity: Identity | undefined): string {
  if (!NOT_LET_IN.has(refusal)) return '';
  if (!identity)
    return ' The participant sfn has no key to sign with: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where it runs.';
  return (
    ` The participant sfn signs with the key ${identity.credentials.accessKeyId} for ${identity.region}: set AWS_ACCESS_KEY_ID, ` +
    'AWS_SECRET_ACCESS_KEY and AWS_REGION where it runs to a key and the region of the API.'
  );
}
