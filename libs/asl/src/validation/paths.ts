import { partsOf } from '../intrinsics/format.js';
import { looksLikeCall, parseCall, type Call } from '../intrinsics/parse-call.js';
import { parsePath } from '../json-path/parse-path.js';
import { isReferencePath, type Path } from '../json-path/path.js';
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
    if (typeof value !== 'string') {
      return scalar({ must, aws: 'Expected value of type [STRING]', holds: () => false })(value, place, report);
    }
    if (orIntrinsic && looksLikeCall(value)) return checkCall(value, place, report);
    const parsed = parsePath(value);
    if (!parsed.ok) return badPath({ value, reference, why: parsed.why }, place, report);
    const why = refusal(parsed.path, reference, read);
    if (why !== undefined) return badPath({ value, reference, why }, place, report);
    readRoot(parsed.path, place);
  };

function refusal(path: Path, reference: boolean, read: boolean): string | undefined {
  if (reference && !isReferencePath(path)) return NOT_ONE_NODE;
  return read || path.root === '$' ? undefined : 'The context object and variables cannot be written to by a path';
}

const NOT_ONE_NODE = 'A Reference Path names one single node: no wildcards, "..", slices, unions, filters';

export const pathOrNull = pathShape({ orNull: true });
export const pathOrIntrinsic = pathShape({ orIntrinsic: true });
export const referencePath = pathShape({ reference: true });
export const referencePathOrIntrinsic = pathShape({ reference: true, orIntrinsic: true });
export const resultPath = pathShape({ reference: true, read: false, orNull: true });

/** `$answer.a` reads the variable `answer`. https://states-language.net/spec.html#state-machine-variables */
function readRoot({ root }: Path, place: Place): void {
  if (root !== '$' && root !== '$$') place.scope.read(root.slice(1), place);
}

/** https://states-language.net/spec.html#intrinsic-functions */
function checkCall(value: string, place: Place, report: Report): void {
  const parsed = parseCall(value);
  if (parsed.ok) {
    readArguments(parsed.call, place);
    if (hasBraceAlone(parsed.call)) braceAlone(place, report);
    return;
  }
  report.add({
    severity: 'ERROR',
    code: 'BAD_INTRINSIC',
    path: place.path,
    message: `The value of "${place.name}" MUST be a call of an Intrinsic Function; "${value.slice(0, 200)}" is none. ${parsed.why}.`,
  });
}

function readArguments({ args }: Call, place: Place): void {
  for (const argument of args) {
    if (argument.is === 'PATH') readRoot(argument.path, place);
    else if (argument.is === 'CALL') readArguments(argument, place);
  }
}

const hasBraceAlone = ({ name, args }: Call): boolean =>
  (name === 'States.Format' && args[0]?.is === 'VALUE' && partsOf(args[0].template ?? '') === undefined) ||
  args.some((argument) => argument.is === 'CALL' && hasBraceAlone(argument));

/** Step Functions takes it, and fails when it runs. */
const braceAlone = (place: Place, report: Report): void =>
  report.add({
    severity: 'WARNING',
    code: 'BRACE_ALONE',
    path: place.path,
    message:
      'The characters "{" and "}" are reserved for intrinsic functions, and MUST be escaped: States.Format fails.',
    hint: 'Write \\\\{ and \\\\} in JSON; {} alone stands for an argument.',
  });

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
