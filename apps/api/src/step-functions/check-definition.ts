import { invalidDefinition, validateText } from '#asl';
import { StepFunctionsError } from './step-functions-error.js';

export type MachineType = 'STANDARD' | 'EXPRESS';

/** @throws StepFunctionsError `InvalidDefinition` unless the text is a definition. */
export function checkDefinition(text: string, type: MachineType): void {
  const problems = validateText(text, { type });
  if (problems.some(({ severity }) => severity === 'ERROR'))
    throw new StepFunctionsError('InvalidDefinition', invalidDefinition(problems));
}
