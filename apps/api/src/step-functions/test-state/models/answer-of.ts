import type { Resource } from '#asl';
import type { Model } from './model.js';
import { modelOf } from './model-of.js';

/** What a Task's result is held against: a shape, and the fields that Step Functions puts other values in. */
export interface Expected {
  readonly model: Model;
  readonly shape: string;
  readonly free: ReadonlySet<string>;
}

/** Optimized integrations whose name is not that of the service in the SDK. */
const SERVICES: ReadonlyMap<string, string> = new Map([
  ['states', 'sfn'],
  ['events', 'eventbridge'],
  ['elasticmapreduce', 'emr'],
  ['emr-containers', 'emrcontainers'],
  ['emr-serverless', 'emrserverless'],
]);

/** Fields that an optimized integration parses, so that they hold any JSON. */
const PARSED: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['Payload'],
  'bedrock:invokeModel': ['Body'],
  'states:startExecution.sync:2': ['Input', 'Output'],
};

const MOVED: ReadonlyMap<string, string> = new Map([['bedrock:invokeModel', 'bedrockruntime']]);

/** What a call that waits for the end of its job answers, where that is the answer of an operation. */
const AT_THE_END: ReadonlyMap<string, string> = new Map([
  ['states:startExecution', 'DescribeExecution'],
  ['glue:startJobRun', 'GetJobRun'],
  ['athena:startQueryExecution', 'GetQueryExecution'],
]);

const SUFFIX = { REQUEST_RESPONSE: '', SYNC: '.sync', SYNC_2: '.sync:2', WAIT_FOR_TASK_TOKEN: '' } as const;

/** Nothing for what has no model, or may answer anything: Lambda functions, activities, whoever holds a task token. */
export function answerOf(resource: Resource): Expected | undefined {
  if (resource.pattern === 'WAIT_FOR_TASK_TOKEN') return undefined;
  if (resource.kind === 'aws-sdk') return expected(resource.service, resource.api, []);
  if (resource.kind !== 'service') return undefined;
  const call = `${resource.service}:${resource.api}`;
  const api = resource.pattern === 'REQUEST_RESPONSE' ? resource.api : AT_THE_END.get(call);
  const service = MOVED.get(call) ?? SERVICES.get(resource.service) ?? resource.service;
  return api === undefined ? undefined : expected(service, api, PARSED[`${call}${SUFFIX[resource.pattern]}`] ?? []);
}

function expected(service: string, api: string, free: readonly string[]): Expected | undefined {
  const model = modelOf(service);
  const shape = model?.outputOf(api);
  return model && shape !== undefined ? { model, shape, free: new Set(free) } : undefined;
}
