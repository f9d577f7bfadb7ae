import { invalidDefinition, validate } from '#asl';
import { parseJson } from './json-text.js';
import { StepFunctionsError } from './step-functions-error.js';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** @throws StepFunctionsError `InvalidDefinition` unless the text is a definition. */
export function checkDefinition(text: string, type: MachineType): void {
  const parsed = parseJson(text);
  if (!parsed.ok) throw invalid(`Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${parsed.cause}'`);
  const problems = validate(parsed.value, { type });
  if (problems.some(({ severity }) => severity === 'ERROR')) throw invalid(invalidDefinition(problems));
}

const invalid = (message: string) => new StepFunctionsError('InvalidDefinition', message);
