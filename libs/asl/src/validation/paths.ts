import { looksLikeCall, parseCall, type Call } from '../intrinsics/parse-call.js';
import { parsePath } from '../json-path/parse-path.js';
import { isReferencePath } from '../json-path/path.js';
import { schema } from './aws.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { scalar, type Shape } from './shape.js';

interface PathRules {
  /** One single node: no wildcards, slices, filters, unions. */
  readonly reference?: boolean;
  /** Whether it is only read: then it may also begin at the context object `$$` or at a variable. */
  readonly read?: boolean;
  /** Whether `null` may stand for "nothing". */
  readonly orNull?: boolean;
  /** Whether an intrinsic function may stand for a path. */
  readonly orIntrinsic?: boolean;
}

const pathShape =
  ({ reference = false, read = true, orNull = false, orIntrinsic = false }: PathRules): Shape =>
  (value, place, report) => {
    if (orNull && value === null) return;
    const must = `be a ${reference ? 'Reference Path' : 'Path'}${orNull ? ' or null' : ''}`;
    if (typeof value !== 'string')
      return scalar({ must, aws: 'Expected value of type [STRING]', holds: () => false })(value, place, report);
    if (orIntrinsic && looksLikeCall(value)) return call(value, place, report);
    const bad = (why: string): void => badPath({ value, reference, why }, place, report);
    const { root, path, variable } = rootOf(value);
    const parsed = parsePath(path);
    if (!parsed.ok) return bad(parsed.why);
    if (reference && !isReferencePath(parsed.path)) return bad(NOT_ONE_NODE);
    if (variable !== undefined) place.scope.read(variable, place);
    if (!read && root !== '$') bad('The context object and variables cannot be written to by a path');
  };

const NOT_ONE_NODE = 'A Reference Path names one single node: no wildcards, "..", slices, unions, filters';

export const pathOrNull = pathShape({ orNull: true });
export const pathOrIntrinsic = pathShape({ orIntrinsic: true });
export const referencePath = pathShape({ reference: true });
export const referencePathOrIntrinsic = pathShape({ reference: true, orIntrinsic: true });
export const resultPath = pathShape({ reference: true, read: false, orNull: true });

/** https://states-language.net/spec.html#intrinsic-functions */
function call(value: string, place: Place, report: Report): void {
  const parsed = parseCall(value);
  if (parsed.ok) for (const variable of variablesIn(parsed.call)) place.scope.read(variable, place);
  else badPath({ value, reference: false, why: parsed.why }, place, report);
}

const variablesIn = ({ args }: Call): string[] =>
  args.flatMap((argument) => {
    if (argument.is === 'CALL') return variablesIn(argument);
    if (argument.is === 'VALUE') return [];
    const { root } = argument.path;
    return root === '$' || root === '$$' ? [] : [root.slice(1)];
  });

/** `$answer.a` reads `.a` of a variable. https://states-language.net/spec.html#using-variables */
function rootOf(value: string): { readonly root: string; readonly path: string; readonly variable?: string } {
  const variable = /^\$[\p{ID_Start}_][\p{ID_Continue}]*/u.exec(value)?.[0];
  if (variable !== undefined) {
    return { root: variable, path: `$${value.slice(variable.length)}`, variable: variable.slice(1) };
  }
  return { root: value.startsWith('$$') ? '$$' : '$', path: value };
}

interface BadPath {
  readonly value: string;
  readonly reference: boolean;
  readonly why: string;
}

function badPath({ value, reference, why }: BadPath, place: Place, report: Report): void {
  report.add({
    severity: 'ERROR',
    code: 'BAD_PATH',
    path: place.path,
    message: `The value of "${place.name}" MUST be a valid path; "${value.slice(0, 200)}" is not. ${why}.`,
    aws: schema(awsSentence(value, reference, why), place),
  });
}

function awsSentence(value: string, reference: boolean, why: string): string {
  if (!reference) return 'Value must be a valid JSONPath.';
  return `Value is not a Reference Path: ${value.startsWith('$') ? why : "Reference path didn't start with '$'"}`;
}
