import { LIMITS, type Json, type JsonObject } from '#contracts';
import { OutcomeUnknown, Refused } from '#participant';
import type { Answered } from '../exchange/exchange.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-responses */
const NOT_TEXT = /^(?:application\/octet-stream|image\/|video\/|audio\/)/iu;

/**
 * The result of `http:invoke`, or its failure: a status outside of 200 to 299 is an error of its own name.
 * @throws Refused, OutcomeUnknown
 */
export function httpAnswerOf({ status, statusText, headers, header, body }: Answered): JsonObject {
  if (status < 200 || status >= 300) throw statusFailed(status, body?.toString('utf8') ?? '');
  if (!body) throw new OutcomeUnknown('States.DataLimitExceeded', TOO_LARGE);
  const type = header('Content-Type') ?? '';
  if (NOT_TEXT.test(type)) throw new OutcomeUnknown('States.Runtime', `The response is ${type}, which is not a text.`);
  const named = new Map<string, string[]>();
  for (const [name, value] of headers) named.set(name, [...(named.get(name) ?? []), value]);
  return {
    Headers: Object.fromEntries(named),
    ResponseBody: valueOf(textOf(body, type), type),
    StatusCode: status,
    StatusText: statusText,
  };
}

const TOO_LARGE =
  "The state/task 'arn:aws:states:::http:invoke' returned a result with a size exceeding the maximum number of bytes service limit.";

/** A server that failed, or gave up waiting, may have done what it was asked for; any other status says that it has not. */
function statusFailed(status: number, text: string): Error {
  const Failure = status >= 500 || status === 408 ? OutcomeUnknown : Refused;
  return new Failure(`States.Http.StatusCode.${status}`, text.slice(0, LIMITS.causeLength));
}

function textOf(body: Buffer, type: string): string {
  const charset = /charset="?([^";\s]+)/iu.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    throw new OutcomeUnknown('States.Runtime', 'The response cannot be read as a text.');
  }
}

function valueOf(text: string, type: string): Json {
  if (!/^[^;]*[/+]json\b/iu.test(type)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
