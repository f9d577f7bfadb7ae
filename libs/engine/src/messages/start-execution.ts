import { LIMITS, sameJson, type Json, type MessageOf } from '#contracts';
import { shortHash } from '../chance.js';
import { refuse } from '../decision.js';
import type { Execution, NewExecution } from '../execution.js';
import { isTooLarge } from '../size.js';
import type { Handle } from './handle.js';

/** An EXPRESS execution runs for five minutes at the most. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const EXPRESS_SECONDS = 300;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution: Handle<'StartExecution'> = (decision, message) => {
  const { stateMachine, version, name, input = {}, inputText, roleArn } = message;
  const { versionNumber, alias, traceHeader, trace, caller } = message;
  const { execution, machine, moment } = decision;
  if (execution.status !== 'NEW') {
    return repeats(execution, message)
      ? undefined
      : refuse('ExecutionAlreadyExists', `Execution Already Exists: '${execution.id}'`);
  }
  if (isTooLarge(input))
    return refuse(
      'InvalidExecutionInput',
      'The input is longer than 262144 bytes or nested deeper than 1000, the most an execution takes.',
    );
  const express = message.express !== undefined || message.machineType === 'EXPRESS';
  const seconds = express ? Math.min(machine.TimeoutSeconds ?? Infinity, EXPRESS_SECONDS) : machine.TimeoutSeconds;
  decision.record({
    type: 'ExecutionStarted',
    stateMachine,
    version,
    name,
    input,
    ...(inputText !== undefined && isTextOf(inputText, input) && { inputText }),
    nonce: shortHash(`${execution.id}/${moment.random}/${moment.at}`),
    ...(seconds !== undefined && { dueAt: moment.at + seconds * 1000 }),
    ...(roleArn !== undefined && { roleArn }),
    ...(versionNumber !== undefined && { versionNumber }),
    ...(alias !== undefined && { alias }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(trace && { trace }),
    ...(express && { express }),
    ...(caller && { caller }),
  });
  return undefined;
};

/** Whoever waits for the end is told of it only if he has started the execution himself. */
function repeats(
  execution: Exclude<Execution, NewExecution>,
  { caller, input = {} }: MessageOf<'StartExecution'>,
): boolean {
  if (execution.status !== 'RUNNING') return false;
  if (caller && caller.taskToken === execution.caller?.taskToken) return true;
  // One that is undone for its parent has ended, for everybody else.
  return caller?.endToken === undefined && !execution.succeeded && sameJson(execution.input, input);
}

/** Whether a text says this value, in its own way. */
function isTextOf(text: string, value: Json): boolean {
  if (text.length > LIMITS.payloadBytes || text === JSON.stringify(value)) return false;
  try {
    return sameJson(JSON.parse(text) as Json, value);
  } catch {
    return false;
  }
}
