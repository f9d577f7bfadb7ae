import { parsePath } from '../json-path/parse-path.js';
import { isReferencePath } from '../json-path/path.js';
import type { Place } from './place.js';
import type { Report } from './report.js';
import { scalar, type Shape } from './shape.js';

interface PathRules {
  /** One single node: no wildcards, slices, filters, unions. */
  readonly reference?: boolean;
  /** Whether `$$` may be read. */
  readonly context?: boolean;
  /** Whether `null` may stand for "nothing". */
  readonly orNull?: boolean;
}

const pathShape =
  ({ reference = false, context = true, orNull = false }: PathRules): Shape =>
  (value, place, report) => {
    if (orNull && value === null) return;
    const must = `be a ${reference ? 'Reference Path' : 'Path'}${orNull ? ' or null' : ''}`;
    if (typeof value !== 'string') return scalar({ must, holds: () => false })(value, place, report);
    if (refusedIntrinsic(value, place, report)) return;
    const parsed = parsePath(value);
    if (!parsed.ok) return badPath(value, place, report, parsed.why);
    if (reference && !isReferencePath(parsed.path)) return badPath(value, place, report, NOT_ONE_NODE);
    if (!context && parsed.path.root === '$$') badPath(value, place, report, 'The context object cannot be written to');
  };

const NOT_ONE_NODE = 'A Reference Path names one single node: no wildcards, "..", slices, unions, filters';

export const path = pathShape({});
export const pathOrNull = pathShape({ orNull: true });
export const referencePath = pathShape({ reference: true });
export const resultPath = pathShape({ reference: true, context: false, orNull: true });

function badPath(value: string, place: Place, report: Report, why: string): void {
  report.add({
    severity: 'ERROR',
    code: 'BAD_PATH',
    path: place.path,
    message: `The value of "${place.name}" MUST be a valid path; "${value.slice(0, 200)}" is not. ${why}.`,
  });
}

/** https://states-language.net/spec.html#intrinsic-functions */
function refusedIntrinsic(value: string, place: Place, report: Report): boolean {
  if (!/^States\.[A-Za-z0-9]+\(/u.test(value)) return false;
  report.add({
    severity: 'ERROR',
    code: 'UNSUPPORTED_INTRINSIC',
    path: place.path,
    message: `Intrinsic functions (${value.slice(0, value.indexOf('('))}) are not supported yet.`,
  });
  return true;
}
