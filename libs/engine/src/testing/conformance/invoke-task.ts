import { LIMITS, type Json, type JsonObject } from '#contracts';
import { invokeLambda, type LambdaAnswer, type LambdaFunction } from './lambda.js';
import { sdkMetadata } from './sdk-metadata.js';
import type { TaskAnswer } from './task-answer.js';

/** What a Lambda Task is done with. */
export interface Lambdas {
  readonly region: string;
  readonly account: string;
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly uuid: () => string;
}

const nameIn = (text: string): string =>
  text.replace(/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/, '').split(':')[0] ?? '';

/** `Resource` is the function's ARN: the state's input is the event, and what it answers is the result. */
export function callLambda(lambdas: Lambdas, resource: string, input: Json, at: number): TaskAnswer {
  const fn = lambdas.functions.get(nameIn(resource));
  if (!fn) return notFound(lambdas, nameIn(resource), at);
  const answer = invokeLambda(fn, JSON.stringify(input), lambdas.uuid());
  const later = at + answer.seconds * 1000;
  if (answer.raised) return { at: later, ok: false, error: errorType(answer), cause: answer.text };
  return { at: later, ok: true, output: parsed(answer.text) };
}

/** `lambda:invoke`: the result is Lambda's answer with what the function said as its `Payload`. */
export function invoke(lambdas: Lambdas, input: JsonObject, at: number): TaskAnswer {
  const name = nameIn(String(input['FunctionName']));
  const fn = lambdas.functions.get(name);
  if (!fn) return notFound(lambdas, name, at);
  const requestId = lambdas.uuid();
  const answer = invokeLambda(fn, eventOf(input['Payload']), requestId);
  const later = at + answer.seconds * 1000;
  // The integration reads the error, so its spaces are lost.
  if (answer.raised)
    return { at: later, ok: false, error: errorType(answer), cause: JSON.stringify(JSON.parse(answer.text)) };
  const logResult = input['LogType'] === 'Tail' ? { LogResult: 'U1RBUlQKRU5ECg==' } : {};
  const output = {
    ExecutedVersion: '$LATEST',
    ...logResult,
    Payload: parsed(answer.text),
    ...sdkMetadata({
      requestId,
      at: later,
      contentType: 'application/json',
      text: answer.text,
      more: { 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-Remapped-Content-Length': '0' },
    }),
    StatusCode: 200,
  };
  return { at: later, ok: true, output };
}

/** A text is sent as it stands, and nothing as an empty event. */
function eventOf(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  return typeof payload === 'string' ? payload : JSON.stringify(payload);
}

const errorType = ({ text }: LambdaAnswer): string => String((JSON.parse(text) as JsonObject)['errorType']);

/** What is too long is not looked at, and need not be JSON. */
const parsed = (text: string): Json => (text.length > LIMITS.payloadBytes ? text : (JSON.parse(text) as Json));

const notFound = ({ region, account, uuid }: Lambdas, name: string, at: number): TaskAnswer => ({
  at,
  ok: false,
  error: 'Lambda.ResourceNotFoundException',
  cause:
    `Function not found: arn:aws:lambda:${region}:${account}:function:${name}:$LATEST (Service: AWSLambda; ` +
    `Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${uuid()}; Proxy: null)`,
});
