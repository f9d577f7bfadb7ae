import type { Json } from '../../machine.js';
import type { Shape } from '../shape.js';
import { text } from '../shape.js';

const LONGEST = 40;
/** White space, wildcards, brackets, the special characters of AWS's names, controls, and what is not a character. */
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/u;

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#map-state-distributed-fields */
export const label: Shape = (value, place, report) => {
  if (typeof value !== 'string') return text(value, place, report);
  const why = wrong(value);
  if (why === undefined) return;
  report.add({
    severity: 'ERROR',
    code: 'BAD_LABEL',
    path: place.path,
    message: `The value of "Label" MUST be a name of 1 to ${LONGEST} characters, without white space, wildcards, brackets and special characters.`,
    aws: { code: 'INVALID_LABEL_NAME', message: `Invalid Label name: ${why}`, location: place.location },
  });
};

function wrong(value: string & Json): string | undefined {
  if (value === '') return 'Label cannot be empty';
  if ([...value].length > LONGEST) return `Label exceeds the ${LONGEST}-character limit allowed by the service`;
  return FORBIDDEN.test(value) ? 'Label contains invalid characters' : undefined;
}
