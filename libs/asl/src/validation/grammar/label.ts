import type { Json } from '../../machine.js';
import { scalar } from '../shape.js';

const LONGEST = 40;
/** White space, wildcards, brackets, the special characters of AWS's names, controls, and what is not a character. */
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const FORBIDDEN = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/u;

const holds = (value: Json): boolean =>
  typeof value === 'string' && value !== '' && [...value].length <= LONGEST && !FORBIDDEN.test(value);

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#map-state-distributed-fields */
export const label = scalar({
  must: `be a name of 1 to ${LONGEST} characters without white space, wildcards, brackets or special characters`,
  code: 'BAD_LABEL',
  aws: () => `Label cannot exceed ${LONGEST} characters or contain special characters`,
  holds,
});
