import type { Resource } from '#asl';
import type { Json } from '#contracts';
import { jsonObject } from './fields.js';
import { calledBy } from './pattern.js';

/** The texts that a call needs, and the other fields that it knows. */
interface Fields {
  readonly needs: readonly string[];
  readonly knows?: readonly string[];
}

const TASK_TOKEN: Fields = { needs: ['TaskToken'] };

/** Of calls that are made here; any other service's parameters are its own business. */
const FIELDS: { readonly [call: string]: Fields } = {
  'lambda:invoke': {
    needs: ['FunctionName'],
    knows: ['Payload', 'ClientContext', 'InvocationType', 'LogType', 'Qualifier'],
  },
  'states:startExecution': { needs: ['StateMachineArn'], knows: ['Input', 'Name', 'TraceHeader'] },
  'http:invoke': {
    needs: ['ApiEndpoint', 'Method'],
    knows: ['Authentication', 'Headers', 'InvocationConfig', 'QueryParameters', 'RequestBody', 'Transform'],
  },
  'sfn:startExecution': { needs: ['StateMachineArn'], knows: ['Input', 'Name', 'TraceHeader'] },
  'sfn:stopExecution': { needs: ['ExecutionArn'], knows: ['Cause', 'Error'] },
  'sfn:redriveExecution': { needs: ['ExecutionArn'], knows: ['ClientToken'] },
  'sfn:sendTaskSuccess': { needs: ['Output', 'TaskToken'] },
  'sfn:sendTaskFailure': { ...TASK_TOKEN, knows: ['Cause', 'Error'] },
  'sfn:sendTaskHeartbeat': TASK_TOKEN,
};

/** May be any JSON, though the service takes a text: it is written as one. */
const ANY: ReadonlySet<string> = new Set(['Output']);

function fieldsOf(called: Resource): Fields | undefined {
  if (called.kind !== 'service' && called.kind !== 'aws-sdk') return undefined;
  const call = `${called.service}:${called.api}`;
  return Object.hasOwn(FIELDS, call) ? FIELDS[call] : undefined;
}

/** Why a task cannot be started with these parameters, in the words of Step Functions. */
export function parametersProblem(resource: string, parameters: Json): string | undefined {
  const fields = fieldsOf(calledBy(resource));
  if (!fields) return undefined;
  const problems = [...problemsOf(fields, jsonObject(parameters) ?? {})];
  if (problems.length === 0) return undefined;
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`;
}

function* problemsOf({ needs, knows = [] }: Fields, given: { readonly [field: string]: Json }): Generator<string> {
  for (const field of needs) {
    if (!Object.hasOwn(given, field)) yield `The field '${field}' is required but was missing`;
    else if (!ANY.has(field) && typeof given[field] !== 'string')
      yield `The value for the field '${field}' must be a STRING`;
  }
  for (const field of Object.keys(given))
    if (!needs.includes(field) && !knows.includes(field))
      yield `The field '${field}' is not supported by Step Functions`;
}
