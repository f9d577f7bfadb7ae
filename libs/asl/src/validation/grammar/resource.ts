import { parseResource, type Pattern, type Resource } from '../../resource/parse-resource.js';
import { schema } from '../aws.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { scalar, text, type Shape } from '../shape.js';

/** https://states-language.net/spec.html#task-state */
export const resource: Shape = (value, place, report) => {
  if (typeof value !== 'string') return text(value, place, report);
  const called = parseResource(value);
  if (called === undefined) return unknown(value, place, report);
  if (place.type === 'EXPRESS') insideExpress(called, place, report);
};

const unknown = scalar({
  must: 'be a resource that is known: a command of a participant, or an ARN of Step Functions',
  code: 'UNKNOWN_RESOURCE',
  hint: 'For example "kafka:order.place": participant, dot, command, both of lower-case letters, digits and hyphens.',
  aws: (value) =>
    typeof value === 'string' && value.startsWith('arn:')
      ? `The resource provided ${value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`
      : 'Value is not a valid resource ARN',
  holds: () => false,
});

const SUFFIX: { readonly [P in Pattern]?: string } = {
  SYNC: '.sync',
  SYNC_2: '.sync',
  WAIT_FOR_TASK_TOKEN: '.waitForTaskToken',
};

/** Nobody waits for an EXPRESS execution. https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html */
function insideExpress({ kind, pattern }: Resource, place: Place, report: Report): void {
  const suffix = SUFFIX[pattern];
  if (kind !== 'activity' && suffix === undefined) return;
  const what = kind === 'activity' ? 'activities' : `"${suffix}"`;
  report.add({
    severity: 'ERROR',
    code: 'NOT_IN_EXPRESS',
    path: place.path,
    message: `A state machine of the type EXPRESS does not support ${what}.`,
    hint: 'Create it with the type STANDARD.',
    aws: schema(
      kind === 'activity'
        ? 'Express state machine does not support Activity ARN'
        : // The blank at the end is Step Functions' own.
          `Express state machine does not support '${suffix}' service integration `,
      place,
    ),
  });
}

/** Of a reader or writer of items: S3's, or ours, which know a folder or an address instead. */
export const resourceOf = (...apis: readonly string[]): Shape => {
  const s3 = new RegExp(`^arn:aws[a-z-]*:states:::s3:(${apis.join('|')})$`, 'u');
  return scalar({
    must: `be ${apis.map((api) => `"arn:aws:states:::s3:${api}"`).join(' or ')}, or begin with "file:", "http:" or "https:"`,
    code: 'UNKNOWN_RESOURCE',
    aws: (value) =>
      typeof value === 'string'
        ? `The field 'Resource' does not match any of the allowed values. Examples: [${apis.map((api) => `arn:<partition>:states:::s3:${api}`).join(', ')}]`
        : 'Expected value of type [STRING]',
    holds: (value) => typeof value === 'string' && (s3.test(value) || /^(?:file|https?):/u.test(value)),
  });
};
