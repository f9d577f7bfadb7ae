import { DEFAULT_ARN_SCOPE, type Json, type Problem } from '#contracts';
import { aws4xx } from './aws-cause.js';
import { jsonObject, textIn } from './fields.js';
import { requestIdOf } from './request-id.js';
import { sdkMetadata } from './sdk-metadata.js';

const FUNCTION_NAME =
  /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d+:)?(?:function:)?([A-Za-z0-9_-]+)(?::[A-Za-z0-9$_-]+)?$/u;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const LAMBDAS_PATTERN = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;

/**
 * The name of a function, without what may stand around it: account, region, version or alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const functionNameOf = (text: string): string | undefined => FUNCTION_NAME.exec(text)?.[1];

/** The function that Lambda's Invoke is asked to call. */
export const functionIn = (parameters: Json): string | undefined => {
  const name = textIn(parameters, 'FunctionName');
  return name === undefined ? undefined : functionNameOf(name);
};

/** A payload that is a text is the JSON itself, not a value to be written as JSON; none is an empty object. */
export function payloadIn(parameters: Json): { readonly ok: true; readonly value: Json } | { readonly ok: false } {
  const payload = jsonObject(parameters)?.['Payload'] ?? {};
  if (typeof payload !== 'string') return { ok: true, value: payload };
  try {
    return { ok: true, value: JSON.parse(payload) as Json };
  } catch {
    return { ok: false };
  }
}

/** What Invoke answers of a function that answered so. */
export function invoked(payload: Json, about: string, at: number): Json {
  const requestId = requestIdOf(about);
  const headers = { 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-Remapped-Content-Length': '0' };
  const body = { text: JSON.stringify(payload), type: 'application/json' };
  return {
    ExecutedVersion: '$LATEST',
    Payload: payload,
    ...sdkMetadata({ requestId, headers, body, at }),
    StatusCode: 200,
  };
}

/**
 * The SDK hands on the payload as the text that it is, and nothing of HTTP.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 */
export function toldBySdk(told: Json): Json {
  const { SdkHttpMetadata: _, SdkResponseMetadata: __, ...answer } = jsonObject(told) ?? {};
  return 'Payload' in answer ? { ...answer, Payload: JSON.stringify(answer['Payload']) } : answer;
}

/** Names that are the engine's or the SDK's own, and no function's. */
const OURS = /^(?:States|Participant|Lambda)\./u;

/** A function's failure in Lambda's words, where its participant did not use them itself. */
export function functionFailed(problem: Problem, about: string): Problem {
  const { error, cause = '' } = problem;
  if (error === undefined || OURS.test(error) || tellsFunctionError(cause)) return problem;
  const told = { errorMessage: cause, errorType: error, requestId: requestIdOf(about), stackTrace: [] };
  return { error, cause: JSON.stringify(told) };
}

const tellsFunctionError = (cause: string): boolean => functionErrorIn(cause) !== undefined;

function functionErrorIn(cause: string): Json | undefined {
  if (!cause.startsWith('{')) return undefined;
  try {
    const told = JSON.parse(cause) as Json;
    return textIn(told, 'errorMessage') === undefined ? undefined : told;
  } catch {
    return undefined;
  }
}

/** Of `lambda:invoke` the integration reads what a function raised: the spaces that it was written with are lost. */
export function rewritten(problem: Problem): Problem {
  const told = functionErrorIn(problem.cause ?? '');
  return told === undefined ? problem : { ...problem, cause: JSON.stringify(told) };
}

/** Nobody has a function of this name. */
export function noSuchFunction(name: string, about: string): Problem {
  const { region, account } = DEFAULT_ARN_SCOPE;
  return aws4xx(`Function not found: arn:aws:lambda:${region}:${account}:function:${name}:$LATEST`, {
    error: 'Lambda.ResourceNotFoundException',
    service: 'AWSLambda',
    code: 'ResourceNotFoundException',
    status: 404,
    about,
  });
}

/** Lambda's own sentence, and the name that Step Functions has for the errors that the SDK has none for. */
export const notAName = (parameters: Json, about: string): Problem =>
  aws4xx(
    `1 validation error detected: Value '${textIn(parameters, 'FunctionName') ?? ''}' at 'functionName' failed to ` +
      `satisfy constraint: Member must satisfy regular expression pattern: ${LAMBDAS_PATTERN}`,
    {
      error: 'Lambda.AWSLambdaException',
      service: 'AWSLambda',
      code: 'ValidationException',
      status: 400,
      about,
    },
  );

export const notJson = (about: string): Problem =>
  aws4xx('Could not parse request body into json: the Payload is not JSON', {
    error: 'Lambda.InvalidRequestContentException',
    service: 'AWSLambda',
    code: 'InvalidRequestContentException',
    status: 400,
    about,
  });
