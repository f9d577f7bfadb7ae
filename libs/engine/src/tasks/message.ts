import type { Resource } from '#asl';
import {
  isName,
  LIMITS,
  readTaskToken,
  stateMachineIn,
  executionIn,
  type Caller,
  type Json,
  type MessageOf,
  type Problem,
} from '#contracts';
import type { Tokens } from '../task-token.js';
import type { Asked, Call } from './call.js';
import { sfnRefusal } from './sfn-refusal.js';
import { jsonObject, textIn } from './fields.js';
import { isNested, isSubmitted } from './pattern.js';
import { requestIdOf } from './request-id.js';

/** What a task may send to another execution. */
export type CalledMessage = MessageOf<
  'StartExecution' | 'StopExecution' | 'RedriveExecution' | 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat'
>;

interface Sending {
  readonly input: Json;
  readonly caller: Caller;
  /** Why it is not sent at all. */
  readonly refused: (error: string, cause: string) => Call;
}

type Send = (sending: Sending) => Call;

/** One row an operation that is a message; all others are commands to the participant `sfn`. */
const SEND: { readonly [api: string]: Send } = {
  startExecution,
  stopExecution: (sending) =>
    toExecution(sending, (execution) => ({ type: 'StopExecution', execution, ...problemIn(sending.input) })),
  redriveExecution: (sending) => toExecution(sending, (execution) => ({ type: 'RedriveExecution', execution })),
  sendTaskSuccess,
  sendTaskFailure: (sending) =>
    toTask(sending, (taskToken) => ({ type: 'SendTaskFailure', taskToken, ...problemIn(sending.input) })),
  sendTaskHeartbeat: (sending) => toTask(sending, (taskToken) => ({ type: 'SendTaskHeartbeat', taskToken })),
};

/** How a call is made that is a message to another execution; undefined for any other call. */
export function messageOf(called: Resource): ((asked: Asked, tokens: Tokens) => Call) | undefined {
  if (called.kind !== 'service' && called.kind !== 'aws-sdk') return undefined;
  const { service, api } = called;
  if ((service !== 'states' && service !== 'sfn') || !Object.hasOwn(SEND, api)) return undefined;
  return ({ resource, input }, tokens) =>
    SEND[api]!({
      input,
      caller: callerOf(called, resource, tokens),
      refused: (error, cause) => ({
        kind: 'REFUSED',
        problem: sfnRefusal({ error, cause }, resource, tokens.task),
      }),
    });
}

const callerOf = (called: Resource, resource: string, tokens: Tokens): Caller => ({
  taskToken: isSubmitted(called) ? tokens.submission : tokens.task,
  ...(isNested(called) && { endToken: tokens.task }),
  resource,
});

const sent = (caller: Caller, message: CalledMessage): Call => ({ kind: 'MESSAGE', message: { ...message, caller } });

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
function startExecution({ input: parameters, caller, refused }: Sending): Call {
  const arn = textIn(parameters, 'StateMachineArn') ?? '';
  const machine = stateMachineIn(arn);
  if (!machine) return refused('InvalidArn', `Invalid Arn: '${arn}'`);
  // Nobody says how the execution is called, so the attempt does: if it is asked again, it is the same one.
  const name = textIn(parameters, 'Name') ?? requestIdOf(caller.endToken ?? caller.taskToken);
  if (!isName(name)) return refused('InvalidName', `Invalid Name: '${name}'`);
  const { name: stateMachine, ...qualifier } = machine;
  const input = valueIn(parameters, 'Input');
  if (!input.ok) return refused('InvalidExecutionInput', `Invalid State Machine Execution Input: '${input.text}'`);
  return sent(caller, { type: 'StartExecution', stateMachine, ...qualifier, name, input: input.value ?? {} });
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
function sendTaskSuccess(sending: Sending): Call {
  return toTask(sending, (taskToken) => {
    const output = valueIn(sending.input, 'Output');
    if (!output.ok) return sending.refused('InvalidOutput', `Invalid Output: '${output.text}'`);
    return { type: 'SendTaskSuccess', taskToken, output: output.value ?? null };
  });
}

const isCall = (made: CalledMessage | Call): made is Call => 'kind' in made;

function toTask({ input, caller, refused }: Sending, make: (taskToken: string) => CalledMessage | Call): Call {
  const token = textIn(input, 'TaskToken') ?? '';
  if (!readTaskToken(token) || token.length > LIMITS.taskTokenLength)
    return refused('InvalidToken', "Invalid Token: 'Invalid token'");
  const made = make(token);
  return isCall(made) ? made : sent(caller, made);
}

function toExecution({ input, caller, refused }: Sending, make: (execution: string) => CalledMessage): Call {
  const arn = textIn(input, 'ExecutionArn') ?? '';
  const execution = executionIn(arn);
  return execution === undefined ? refused('InvalidArn', `Invalid Arn: '${arn}'`) : sent(caller, make(execution));
}

/** A field that is JSON as a text, or the value itself, which Step Functions writes as one. */
function valueIn(
  parameters: Json,
  field: string,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly text: string } {
  const value = jsonObject(parameters)?.[field] ?? null;
  if (typeof value !== 'string') return { ok: true, value };
  try {
    return { ok: true, value: JSON.parse(value) as Json };
  } catch {
    return { ok: false, text: value };
  }
}

function problemIn(parameters: Json): Problem {
  const error = textIn(parameters, 'Error');
  const cause = textIn(parameters, 'Cause');
  return {
    ...(error !== undefined && { error: error.slice(0, LIMITS.errorLength) }),
    ...(cause !== undefined && { cause: cause.slice(0, LIMITS.causeLength) }),
  };
}
