import { LIMITS, type Json } from '#contracts';
import { parseJson } from './json-text.js';
import { StepFunctionsError } from './step-functions-error.js';

/**
 * An execution's input as a message carries it; nothing is an empty object.
 * @throws StepFunctionsError `InvalidExecutionInput`
 */
export function executionInput(text = '{}'): { input: Json; inputText?: string } {
  if (Buffer.byteLength(text) > LIMITS.payloadBytes)
    throw invalid(`Input is too long, it has more than ${LIMITS.payloadBytes} bytes`);
  const parsed = parseJson(text);
  if (!parsed.ok) throw invalid(parsed.cause);
  const input = parsed.value;
  return JSON.stringify(input) === text ? { input } : { input, inputText: text };
}

const invalid = (cause: string) =>
  new StepFunctionsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${cause}'`);
