/** https://docs.jsonata.org/string-functions and the pages beside it, without `$eval`. */
const JSONATA =
  'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match ' +
  'replace base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil ' +
  'round power sqrt random formatNumber formatBase formatInteger parseInteger sum max min average boolean not exists ' +
  'count append sort reverse shuffle distinct zip keys lookup spread merge sift each error assert type now millis ' +
  'fromMillis toMillis map filter single reduce clone';

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn */
const STEP_FUNCTIONS = 'partition range hash uuid parse';

const FUNCTIONS: ReadonlySet<string> = new Set(`${JSONATA} ${STEP_FUNCTIONS}`.split(' '));

export const isFunction = (name: string): boolean => FUNCTIONS.has(name);
