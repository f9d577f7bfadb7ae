import { LIMITS, type Json, type JsonObject } from '#contracts';
import { OutcomeUnknown, Refused } from '#participant';
import type { Answered } from '../exchange/exchange.js';

/** The headers as Step Functions tells them, whatever a server for local functions makes of their names. */
const NAMES = new Map(
  [
    'Connection',
    'Content-Length',
    'Content-Type',
    'Date',
    'X-Amz-Executed-Version',
    'X-Amz-Log-Result',
    'X-Amzn-Trace-Id',
    'x-amzn-Remapped-Content-Length',
    'x-amzn-RequestId',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Of a function that was ended from outside: how far it had come nobody knows. */
const CUT_OFF = /^Sandbox\.|^Runtime\.(?:ExitError|OutOfMemory)$/u;

/**
 * What Lambda's answer is for a task: the result of `lambda:invoke`, or its failure in AWS's names.
 * @throws Refused, OutcomeUnknown
 */
export function invoked(functionName: string, answered: Answered): JsonObject {
  const { status, header, body } = answered;
  if (status < 200 || status >= 300) throw serviceFailed(answered);
  if (!body || body.length > LIMITS.payloadBytes) throw tooLarge(functionName);
  const text = body.toString('utf8');
  if (header('X-Amz-Function-Error') !== undefined) throw functionFailed(text);
  const executed = header('X-Amz-Executed-Version');
  const log = header('X-Amz-Log-Result');
  return {
    ...(executed !== undefined && { ExecutedVersion: executed }),
    ...(log !== undefined && { LogResult: log }),
    ...(text !== '' && { Payload: parsed(text) }),
    ...sdkMetadata(answered),
    StatusCode: status,
  };
}

function sdkMetadata({ status, headers, header }: Answered): JsonObject {
  const named = new Map([['x-amzn-Remapped-Content-Length', '0']]);
  for (const [name, value] of headers) named.set(NAMES.get(name.toLowerCase()) ?? name, value);
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries([...named].map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(named),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: header('x-amzn-RequestId') ?? '' },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const fieldsOf = (text: string): JsonObject => {
  const value = parsed(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The function has answered by raising: that is its refusal. */
function functionFailed(text: string): Error {
  const error = textOf(fieldsOf(text)['errorType']);
  if (error === undefined) {
    const why = 'The cause could not be determined because Lambda did not return an error type.';
    return new OutcomeUnknown('Lambda.Unknown', `${why} Returned payload: ${text}`);
  }
  return CUT_OFF.test(error) ? new OutcomeUnknown(error, text) : new Refused(error, text);
}

/** Lambda itself refused or failed; a failure of its own may have come behind the function's work. */
function serviceFailed({ status, header, body }: Answered): Error {
  const said = fieldsOf(body?.toString('utf8') ?? '');
  const code = codeOf(header('x-amzn-ErrorType') ?? textOf(said['__type']) ?? textOf(said['Code'])) ?? usual(status);
  const message = textOf(said['Message']) ?? textOf(said['message']) ?? code;
  const cause =
    `${message} (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; ` +
    `Request ID: ${header('x-amzn-RequestId') ?? ''}; Proxy: null)`;
  const Failure = status >= 400 && status < 500 ? Refused : OutcomeUnknown;
  return new Failure(`Lambda.${COMMON.has(code) ? 'AWSLambdaException' : code}`, cause);
}

/**
 * Errors of all services alike: the SDK that Step Functions calls Lambda with has no names of their own for them.
 * https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
 */
const COMMON: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'ThrottlingException',
  'UnrecognizedClientException',
  'ValidationException',
]);

/** `…#ResourceNotFoundException:http://…` */
const codeOf = (said: string | undefined): string | undefined => said?.split('#').at(-1)?.split(':')[0];

function usual(status: number): string {
  if (status === 404) return 'ResourceNotFoundException';
  if (status === 429) return 'TooManyRequestsException';
  return status >= 500 ? 'ServiceException' : 'AWSLambdaException';
}

/** It has done its work, and nobody can be told what came of it. */
const tooLarge = (functionName: string): Error =>
  new OutcomeUnknown(
    'States.DataLimitExceeded',
    `The state/task '${functionName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
