import type {
  ValidateStateMachineDefinitionDiagnostic,
  ValidateStateMachineDefinitionInput,
  ValidateStateMachineDefinitionOutput,
} from '@aws-sdk/client-sfn';
import { awsDiagnostics, validateText, type AwsDiagnostic, type DefinitionProblem } from '#asl';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html */
const MOST_RESULTS = 100;

/** What is wrong with a definition, errors first; warnings are told where they are asked for, and do not make it fail. */
export function validateDefinition({
  definition = '',
  type = 'STANDARD',
  severity = 'ERROR',
  maxResults,
}: ValidateStateMachineDefinitionInput): ValidateStateMachineDefinitionOutput {
  const problems = validateText(definition, { type });
  const errors = diagnosed(problems, 'ERROR');
  const all = severity === 'WARNING' ? [...errors, ...diagnosed(problems, 'WARNING')] : errors;
  const most = maxResults || MOST_RESULTS;
  return {
    result: errors.length > 0 ? 'FAIL' : 'OK',
    diagnostics: all.slice(0, most),
    truncated: all.length > most,
  };
}

const diagnosed = (
  problems: readonly DefinitionProblem[],
  severity: DefinitionProblem['severity'],
): ValidateStateMachineDefinitionDiagnostic[] =>
  awsDiagnostics(problems, severity).map((diagnostic: AwsDiagnostic) => ({ severity, ...diagnostic }));
