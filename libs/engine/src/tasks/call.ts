import type { Resource } from '#asl';
import type { Json, Problem, Via } from '#contracts';
import type { Tokens } from '../task-token.js';
import { functionIn, noSuchFunction, notAName, notJson, payloadIn } from './lambda-function.js';
import { messageOf, type CalledMessage } from './message.js';
import { calledBy } from './pattern.js';

/** What a scheduled task, or an undo, asks for. */
export interface Asked {
  readonly resource: string;
  readonly input: Json;
  readonly via?: Via;
}

/** What that is for the world outside of its execution. */
export type Call =
  /** Sent to the participant that the command's name begins with. */
  | { readonly kind: 'COMMAND'; readonly command: string; readonly input: Json; readonly callback?: true }
  /** Sent to another execution, or to one that is to be. */
  | { readonly kind: 'MESSAGE'; readonly message: CalledMessage }
  /** Waits to be asked for by a worker. */
  | { readonly kind: 'ACTIVITY'; readonly arn: string }
  /** Known to fail before anybody is asked. */
  | { readonly kind: 'REFUSED'; readonly problem: Problem };

type OfKind<K extends Resource['kind']> = Extract<Resource, { kind: K }>;

/** One row a kind of resource. Made-up ids are drawn from the task's token. */
const CALLS: { readonly [K in Resource['kind']]: (called: OfKind<K>, asked: Asked, tokens: Tokens) => Call } = {
  kafka: ({ participant, command }, { input }) => ({ kind: 'COMMAND', command: `${participant}.${command}`, input }),
  lambda: ({ arn, functionName }, { input, via }, { task: about }) =>
    invoke({ FunctionName: arn, Payload: JSON.stringify(input) }, { functionName, payload: input, via, about }),
  activity: ({ arn }) => ({ kind: 'ACTIVITY', arn }),
  service: callOfService,
  'aws-sdk': callOfService,
};

export function callOf(asked: Asked, tokens: Tokens): Call {
  const called = calledBy(asked.resource);
  const call = (CALLS[called.kind] as (called: Resource, asked: Asked, tokens: Tokens) => Call)(called, asked, tokens);
  return call.kind === 'COMMAND' && called.pattern === 'WAIT_FOR_TASK_TOKEN' ? { ...call, callback: true } : call;
}

function callOfService(called: OfKind<'service' | 'aws-sdk'>, asked: Asked, tokens: Tokens): Call {
  const { service, api } = called;
  const { input, via } = asked;
  const message = messageOf(called);
  if (message) return message(asked, tokens);
  if (service !== 'lambda' || api !== 'invoke') return { kind: 'COMMAND', command: `${service}.${api}`, input };
  const { task: about } = tokens;
  const functionName = functionIn(input);
  if (functionName === undefined) return { kind: 'REFUSED', problem: notAName(input, about) };
  const payload = payloadIn(input);
  if (!payload.ok) return { kind: 'REFUSED', problem: notJson(about) };
  return invoke(input, { functionName, payload: payload.value, via, about });
}

interface Invocation {
  readonly functionName: string;
  readonly payload: Json;
  readonly via: Via | undefined;
  readonly about: string;
}

/** A function is a participant with one command; the participant `lambda` is given the whole request. */
function invoke(request: Json, { functionName, payload, via, about }: Invocation): Call {
  switch (via) {
    case undefined:
      return { kind: 'COMMAND', command: `${functionName}.invoke`, input: payload };
    case 'LAMBDA':
      return { kind: 'COMMAND', command: 'lambda.invoke', input: request };
    case 'NOBODY':
      return { kind: 'REFUSED', problem: noSuchFunction(functionName, about) };
  }
}

/** The Lambda function that a task calls, if it calls one. */
export function functionCalled({ resource, input }: Asked): string | undefined {
  const called = calledBy(resource);
  if (called.kind === 'lambda') return called.functionName;
  const invokes = (called.kind === 'service' || called.kind === 'aws-sdk') && called.service === 'lambda';
  return invokes && called.api === 'invoke' ? functionIn(input) : undefined;
}
