import type { AwsDiagnostic, Json } from '../../machine.js';
import { isLinear } from '../../jsonata/linear-regex.js';
import { schema } from '../aws.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { shown } from '../rule.js';
import { isFunction } from './functions.js';
import { parseExpression } from './parse-expression.js';
import { referencesOf, type References } from './references.js';

const OPENS = '{%';
const CLOSES = '%}';

/** Which fields `$states` has besides `input` and `context`. */
export type Sees = 'result' | 'errorOutput';

/** https://states-language.net/spec.html#expressions */
export const isJsonata = (value: Json): value is string => typeof value === 'string' && looksLikeOne(value.trim());

/** With spaces around it, it is one that is written wrong. */
const looksLikeOne = (text: string): boolean => text.startsWith(OPENS) || text.endsWith(CLOSES);

export function checkExpression(text: string, place: Place, report: Report, sees: readonly Sees[]): void {
  if (!text.startsWith(OPENS) || !text.endsWith(CLOSES) || text.length < OPENS.length + CLOSES.length) {
    return unclosed(place, report);
  }
  const parsed = parseExpression(text.slice(OPENS.length, -CLOSES.length));
  if (!parsed.ok) return invalid(parsed.why, place, report);
  const references = referencesOf(parsed.node);
  for (const { message, aws } of refused(references, sees)) {
    report.add({
      severity: 'ERROR',
      code: 'UNSUPPORTED_JSONATA',
      path: place.path,
      message,
      aws: { code: 'UNSUPPORTED_JSONATA_EXPRESSION', message: aws, location: place.location },
    });
  }
  for (const name of references.variables) read(name, place, report);
  for (const pattern of references.patterns) checkPattern(pattern, place, report);
}

function read(name: string, place: Place, report: Report): void {
  if (name === 'eval') return noEval(place, report);
  if (name !== 'states' && !isFunction(name)) place.scope.read(name, place);
}

interface Refusal {
  readonly message: string;
  readonly aws: AwsDiagnostic['message'];
}

/** https://states-language.net/spec.html#jsonata-restrictions */
function* refused({ topLevel, readsDocument, states }: References, sees: readonly Sees[]): Generator<Refusal> {
  for (const name of topLevel) {
    yield {
      message: `A JSONata expression MUST NOT reference "$" or unqualified field names at the top level; this one references "${name}".`,
      aws: `Reference to '${name}' at the top level is not supported.`,
    };
  }
  if (readsDocument) {
    yield {
      message: 'A JSONata expression MUST NOT reference "$$".',
      aws: "Reference to '$$' is not supported.",
    };
  }
  const fields = new Set(states.flatMap(([field]) => (field === undefined ? [] : [field])));
  for (const field of fields) {
    if (field === 'input' || field === 'context' || sees.includes(field as Sees)) continue;
    yield { message: notThere(field), aws: `Field '$states.${field}' does not exist.` };
  }
}

const WHERE: ReadonlyMap<string, string> = new Map([
  ['result', 'the top-level "Output" and "Assign" fields of a Task, Map or Parallel state'],
  ['errorOutput', 'a Catcher\'s "Output" and "Assign" fields'],
]);

function notThere(field: string): string {
  const where = WHERE.get(field);
  return where === undefined
    ? `"$states" has no field "${field}"; it has "input", "context", and in some fields "result" or "errorOutput".`
    : `"$states.${field}" MUST NOT be referenced but in ${where}.`;
}

const unclosed = (place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'UNCLOSED_JSONATA',
    path: place.path,
    message: 'A JSONata expression MUST start with "{%" and end with "%}", with no spaces around them.',
    aws: schema('JSONata string must start with {% and end with %}', place),
  });

const invalid = (why: string, place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'INVALID_JSONATA',
    path: place.path,
    message: `This JSONata expression cannot be parsed: ${why}.`,
    aws: { code: 'INVALID_JSONATA_EXPRESSION', message: why, location: place.location },
  });

/** Step Functions takes the definition; the execution fails. */
const noEval = (place: Place, report: Report): void =>
  report.add({
    severity: 'WARNING',
    code: 'NO_EVAL',
    path: place.path,
    message: 'The States Language has no "$eval": this expression always fails.',
    hint: 'To read JSON from a text, call "$parse".',
  });

/** Matched in time that grows with the text alone: look-around and references back cannot be. */
function checkPattern(pattern: RegExp, place: Place, report: Report): void {
  if (isLinear(pattern)) return;
  report.add({
    severity: 'WARNING',
    code: 'UNSUPPORTED_PATTERN',
    path: place.path,
    message: `The regular expression ${shown(pattern.source)} cannot be matched in linear time: this expression always fails.`,
    hint: 'Do without look-around, references back and large repetitions.',
  });
}
