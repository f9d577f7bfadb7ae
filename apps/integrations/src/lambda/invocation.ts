import type { JsonObject } from '#contracts';
import type { Asked } from '../exchange/exchange.js';

/** Account, region, version or alias may stand around a name. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const FUNCTION =
  /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d+:)?(?:function:)?(?<name>[A-Za-z0-9_-]+)(?::(?<qualifier>[A-Za-z0-9$_-]+))?$/u;

/**
 * Lambda's own call. The name goes without what stood around it: servers for local functions know names only.
 * @returns undefined: there is no such name.
 */
export function invocationOf(endpoint: string, request: JsonObject): Asked | undefined {
  const { name, qualifier: ofName } = FUNCTION.exec(textOf(request['FunctionName']) ?? '')?.groups ?? {};
  if (name === undefined) return undefined;
  const url = new URL(`${endpoint.replace(/\/+$/u, '')}/2015-03-31/functions/${name}/invocations`);
  const qualifier = textOf(request['Qualifier']) ?? ofName;
  if (qualifier !== undefined) url.searchParams.set('Qualifier', qualifier);
  const body = payloadOf(request);
  return {
    url,
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headerOf('X-Amz-Invocation-Type', textOf(request['InvocationType'])),
      ...headerOf('X-Amz-Log-Type', textOf(request['LogType'])),
      ...headerOf('X-Amz-Client-Context', contextOf(request)),
    },
    body,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A text is the JSON itself; nothing is an empty event. */
function payloadOf({ Payload: payload }: JsonObject): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

/** A text has its base64 already. */
function contextOf({ ClientContext: context }: JsonObject): string | undefined {
  if (context === undefined || context === null || typeof context === 'string') return context ?? undefined;
  return Buffer.from(JSON.stringify(context)).toString('base64');
}

/** What cannot be a header is not sent: a line break would be a header of its own. */
const headerOf = (name: string, value: string | undefined): Record<string, string> =>
  value !== undefined && /^[\x20-\x7e]*$/u.test(value) ? { [name]: value } : {};
