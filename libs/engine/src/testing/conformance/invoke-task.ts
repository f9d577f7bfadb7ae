import { LIMITS, type EventOf, type Json, type JsonObject } from '#contracts';
import { invokeLambda, type LambdaAnswer, type LambdaFunction } from './lambda.js';
import { calledBy } from '../../tasks/pattern.js';
import { functionNameOf } from '../../tasks/lambda-function.js';
import { sdkMetadata } from '../../tasks/sdk-metadata.js';
import type { TaskAnswer } from './task-answer.js';

/** What a Lambda Task is done with. */
export interface Lambdas {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly uuid: () => string;
}

/** Nobody is asked for one that is not there. */
function functionOf({ functions }: Lambdas, text: string): LambdaFunction {
  const fn = functions.get(functionNameOf(text) ?? '');
  if (!fn) throw new Error(`There is no function ${text}`);
  return fn;
}

/** What the participant `lambda` answers; no other participant is asked here. */
export function invokeTask(
  lambdas: Lambdas,
  { resource, input }: EventOf<'TaskScheduled'>,
  at: number,
): TaskAnswer | undefined {
  if (calledBy(resource).kind === 'lambda') return callLambda(lambdas, resource, input, at);
  return resource === 'arn:aws:states:::lambda:invoke' ? invoke(lambdas, input as JsonObject, at) : undefined;
}

/** `Resource` is the function's ARN: what the function says is the result. A failure is told as it was written. */
function callLambda(lambdas: Lambdas, resource: string, input: Json, at: number): TaskAnswer {
  const answer = invokeLambda(functionOf(lambdas, resource), JSON.stringify(input), lambdas.uuid());
  const later = at + answer.seconds * 1000;
  if (answer.raised) return { at: later, ok: false, error: errorType(answer), cause: answer.text };
  return { at: later, ok: true, output: { Payload: parsed(answer.text) } };
}

/** `lambda:invoke`: the result is Lambda's answer with what the function said as its `Payload`. */
function invoke(lambdas: Lambdas, input: JsonObject, at: number): TaskAnswer {
  const requestId = lambdas.uuid();
  const fn = functionOf(lambdas, String(input['FunctionName']));
  const answer = invokeLambda(fn, eventOf(input['Payload']), requestId);
  const later = at + answer.seconds * 1000;
  if (answer.raised) return { at: later, ok: false, error: errorType(answer), cause: answer.text };
  const logResult = input['LogType'] === 'Tail' ? { LogResult: 'U1RBUlQKRU5ECg==' } : {};
  const output = {
    ExecutedVersion: '$LATEST',
    ...logResult,
    Payload: parsed(answer.text),
    ...sdkMetadata({
      requestId,
      at: later,
      body: { text: answer.text, type: 'application/json' },
      headers: { 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-Remapped-Content-Length': '0' },
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
