import { patternsOf } from './integrations.js';

/** How long a Task waits: for the answer, for the job that it started, or for whoever holds the task token. */
export type Pattern = 'REQUEST_RESPONSE' | 'SYNC' | 'SYNC_2' | 'WAIT_FOR_TASK_TOKEN';

interface Called {
  readonly pattern: Pattern;
}

/** What the `Resource` of a Task calls. */
export type Resource =
  /** Ours: `kafka:order.place`. */
  | (Called & { readonly kind: 'kafka'; readonly participant: string; readonly command: string })
  /** A Lambda function by its ARN. */
  | (Called & { readonly kind: 'lambda'; readonly arn: string; readonly functionName: string })
  | (Called & { readonly kind: 'activity'; readonly arn: string; readonly name: string })
  /** An optimized integration: `arn:aws:states:::sqs:sendMessage`. */
  | (Called & { readonly kind: 'service'; readonly service: string; readonly api: string })
  /** Any call of the SDK: `arn:aws:states:::aws-sdk:sfn:startExecution`. */
  | (Called & { readonly kind: 'aws-sdk'; readonly service: string; readonly api: string });

const SUFFIXES = new Map<string | undefined, Pattern>([
  [undefined, 'REQUEST_RESPONSE'],
  ['sync', 'SYNC'],
  ['sync:2', 'SYNC_2'],
  ['waitForTaskToken', 'WAIT_FOR_TASK_TOKEN'],
]);

const KAFKA = /^kafka:([a-z][a-z0-9-]*)\.([a-z][a-z0-9-]*)(?:\.(waitForTaskToken))?$/u;
const LAMBDA = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[^:]*:function:([^:]+)(?::[^:]+)?$/u;
const ACTIVITY = /^arn:aws[a-z-]*:states:[a-z0-9-]+:[^:]*:activity:([^:]+)$/u;
const SDK =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:aws-sdk:([a-z0-9]+):([a-z][A-Za-z0-9]*)(?:\.(waitForTaskToken))?$/u;
const SERVICE =
  /^arn:aws[a-z-]*:states:[a-z0-9-]*:[0-9]*:([a-z][a-z0-9-]*):([a-z][A-Za-z0-9-]*)(?:\.(sync|sync:2|waitForTaskToken))?$/u;

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html */
export const parseResource = (text: string): Resource | undefined =>
  kafka(text) ?? lambda(text) ?? activity(text) ?? sdk(text) ?? service(text);

const patternOf = (suffix: string | undefined): Pattern => SUFFIXES.get(suffix) ?? 'REQUEST_RESPONSE';

function kafka(text: string): Resource | undefined {
  const [, participant, command, suffix] = KAFKA.exec(text) ?? [];
  if (participant === undefined || command === undefined) return undefined;
  return { kind: 'kafka', participant, command, pattern: patternOf(suffix) };
}

function lambda(text: string): Resource | undefined {
  const functionName = LAMBDA.exec(text)?.[1];
  return functionName === undefined
    ? undefined
    : { kind: 'lambda', arn: text, functionName, pattern: 'REQUEST_RESPONSE' };
}

function activity(text: string): Resource | undefined {
  const name = ACTIVITY.exec(text)?.[1];
  return name === undefined ? undefined : { kind: 'activity', arn: text, name, pattern: 'REQUEST_RESPONSE' };
}

function sdk(text: string): Resource | undefined {
  const [, name, api, suffix] = SDK.exec(text) ?? [];
  if (name === undefined || api === undefined) return undefined;
  return { kind: 'aws-sdk', service: name, api, pattern: patternOf(suffix) };
}

/** Of a service that Step Functions knows, what it knows of it; any other is a participant of that name. */
function service(text: string): Resource | undefined {
  const [, name, api, suffix] = SERVICE.exec(text) ?? [];
  if (name === undefined || api === undefined || name === 'aws-sdk') return undefined;
  const pattern = patternOf(suffix);
  if (patternsOf(name, api)?.has(pattern) === false) return undefined;
  return { kind: 'service', service: name, api, pattern };
}
