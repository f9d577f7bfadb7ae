import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Json, JsonObject } from '#contracts';
import { Refused } from '#participant';
import type { Asked } from '../exchange/exchange.js';
import { connectionName, type Connection, type Connections } from './connection.js';
import { ARRAY_FORMATS, formOf, written, type ArrayFormat } from './form.js';

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-headers */
const OURS: ReadonlySet<string> = new Set(
  (
    'a-im accept-charset accept-datetime accept-encoding authorization cache-control connection content-encoding ' +
    'content-length content-md5 date expect forwarded from host http2-settings if-match if-modified-since if-none-match ' +
    'if-range if-unmodified-since max-forwards origin pragma proxy-authorization range referer server te trailer ' +
    'transfer-encoding upgrade user-agent via warning'
  ).split(' '),
);
const OUR_PREFIXES = /^(?:x-forwarded-|x-amz-|x-amzn-)/u;

const FORM = 'application/x-www-form-urlencoded';

const invalid = (why: string): Refused => new Refused('States.Runtime', `The HTTP call cannot be made: ${why}.`);

/**
 * What `http:invoke` asks for.
 * @throws Refused
 */
export function httpRequestOf(input: JsonObject, connections: Connections): Asked {
  const method = written(input['Method'] ?? null).toUpperCase();
  if (!METHODS.has(method)) throw invalid(`${JSON.stringify(input['Method'] ?? null)} is not a method`);
  const connection = connectionOf(input, connections);
  const url = urlOf(input, connection);
  const headers = headersOf(objectAt(input, 'Headers'));
  const body = bodyOf(input, headers.get('content-type'));
  if (body && !headers.has('content-type')) headers.set('content-type', body.type);
  if (body) headers.set('content-length', String(Buffer.byteLength(body.text)));
  headers.set('user-agent', 'Backstep|HttpInvoke');
  for (const [name, value] of Object.entries(connection.headers)) headers.set(name.toLowerCase(), value);
  return { url, method, headers: Object.fromEntries(headers), ...(body && { body: body.text }) };
}

function connectionOf(input: JsonObject, connections: Connections): Connection {
  const { ConnectionArn: said } = { ...objectAt(input, 'InvocationConfig'), ...objectAt(input, 'Authentication') };
  if (said === undefined) return { headers: {}, query: {} };
  const name = connectionName(written(said));
  const found = connections.get(name);
  if (found) return found;
  throw new Refused(
    'Events.ConnectionResource.NotFound',
    `There is no connection ${JSON.stringify(name)} in the file that BACKSTEP_HTTP_CONNECTIONS names.`,
  );
}

function urlOf(input: JsonObject, { query }: Connection): URL {
  const said = written(input['ApiEndpoint'] ?? null);
  const url = URL.canParse(said) ? new URL(said) : undefined;
  if (!url || !/^https?:$/u.test(url.protocol)) throw invalid(`${JSON.stringify(said)} is not an HTTP URL`);
  if (url.username || url.password)
    throw invalid('the URL has a user or a password in it; a connection has a place for them');
  for (const [name, value] of Object.entries(objectAt(input, 'QueryParameters')))
    for (const one of Array.isArray(value) ? (value as readonly Json[]) : [value])
      url.searchParams.append(name, written(one));
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  url.hash = '';
  return url;
}

function headersOf(said: JsonObject): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(said)) {
    const known = name.toLowerCase();
    if (OURS.has(known) || OUR_PREFIXES.test(known))
      throw invalid(`the header ${JSON.stringify(name)} is not supported`);
    const text = Array.isArray(value) ? (value as readonly Json[]).map(written).join(', ') : written(value);
    try {
      validateHeaderName(known);
      validateHeaderValue(known, text);
    } catch {
      throw invalid(`the header ${JSON.stringify(name)} is not one of HTTP`);
    }
    headers.set(known, text);
  }
  return headers;
}

interface Body {
  readonly text: string;
  readonly type: string;
}

function bodyOf(input: JsonObject, contentType: string | undefined): Body | undefined {
  const { RequestBody: body } = input;
  if (body === undefined || body === null) return undefined;
  const transform = objectAt(input, 'Transform');
  const encoding = transform['RequestBodyEncoding'] ?? 'NONE';
  if (encoding === 'URL_ENCODED') return { text: form(body, transform), type: FORM };
  if (encoding !== 'NONE') throw invalid(`RequestBodyEncoding is ${JSON.stringify(encoding)}, not NONE or URL_ENCODED`);
  const asItIs = typeof body === 'string' && contentType !== undefined && !/[/+]json\b/iu.test(contentType);
  return { text: asItIs ? body : JSON.stringify(body), type: 'application/json' };
}

function form(body: Json, transform: JsonObject): string {
  const options = objectAt(transform, 'RequestEncodingOptions');
  const format = (options['ArrayFormat'] ?? 'INDICES') as ArrayFormat;
  if (!ARRAY_FORMATS.includes(format)) throw invalid(`ArrayFormat is none of ${ARRAY_FORMATS.join(', ')}`);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('a RequestBody that is to be URL-encoded must be an object');
  return formOf(body as JsonObject, format);
}

function objectAt(input: JsonObject, field: string): JsonObject {
  const value = input[field] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw invalid(`${field} must be an object`);
}
