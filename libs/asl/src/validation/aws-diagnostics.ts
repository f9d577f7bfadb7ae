import type { AwsDiagnostic, DefinitionProblem } from '../machine.js';
import { stepsOf } from './steps-of.js';

/** Step Functions looks into expressions only where it finds nothing else. */
const OF_EXPRESSIONS: ReadonlySet<string> = new Set(['INVALID_JSONATA_EXPRESSION', 'UNSUPPORTED_JSONATA_EXPRESSION']);

/**
 * What Step Functions would answer, in its order: its own words where they are known, ours elsewhere. Warnings are asked
 * for by themselves.
 */
export function awsDiagnostics(
  problems: readonly DefinitionProblem[],
  severity: DefinitionProblem['severity'] = 'ERROR',
): readonly AwsDiagnostic[] {
  const answers = new Map<string, AwsDiagnostic>();
  for (const problem of problems) {
    if (problem.severity !== severity) continue;
    const answer = problem.aws ?? inOurWords(problem);
    // What is missing is one sentence of Step Functions', and a problem each of ours.
    answers.set(JSON.stringify([answer.code, answer.message, answer.location]), answer);
  }
  const all = [...answers.values()];
  const others = all.filter(({ code }) => !OF_EXPRESSIONS.has(code));
  return others.length > 0 ? others : all;
}

/** The message of an InvalidDefinition. */
export const invalidDefinition = (problems: readonly DefinitionProblem[]): string =>
  `Invalid State Machine Definition: '${awsDiagnostics(problems).map(sentence).join(', ')}'`;

const sentence = ({ code, message, location }: AwsDiagnostic): string => `${code}: ${message} at ${location ?? null}`;

const inOurWords = ({ severity, code, message, path }: DefinitionProblem): AwsDiagnostic => ({
  code: severity === 'ERROR' ? 'SCHEMA_VALIDATION_FAILED' : code,
  message,
  location: locationOf(path),
});

/** `$.States['Place order'].Retry[0]` as `/States/Place order/Retry[0]`. */
function locationOf(path: string): string {
  const steps = stepsOf(path).map((step) => (typeof step === 'number' ? `[${step}]` : `/${step}`));
  return steps.length === 0 ? '/' : steps.join('');
}
