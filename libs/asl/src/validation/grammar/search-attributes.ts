import { isObject } from '../../json/object.js';
import { parsePath } from '../../json-path/parse-path.js';
import { isReferencePath } from '../../json-path/path.js';
import type { Json } from '../../machine.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { object, scalar, type Shape } from '../shape.js';

const MOST = 20;
const LONGEST_NAME = 80;

/** Ours: what executions can be searched for by, as names of places in their input. */
export const searchAttributes: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  const names = Object.keys(value);
  if (names.length > MOST)
    add(`"${place.name}" MUST have at most ${MOST} fields; it has ${names.length}.`, place, report);
  for (const [name, path] of Object.entries(value)) {
    const at = place.field(name);
    if (name === '' || name.length > LONGEST_NAME)
      add(`The name of a search attribute MUST have 1 to ${LONGEST_NAME} characters.`, at, report);
    placeInInput(path, at, report);
  }
};

const placeInInput = scalar({
  must: 'be a Reference Path into the input of the execution, such as "$.order.id"',
  code: 'BAD_PATH',
  holds: isPlaceInInput,
});

function isPlaceInInput(value: Json): boolean {
  const parsed = typeof value === 'string' ? parsePath(value) : undefined;
  return parsed?.ok === true && parsed.path.root === '$' && isReferencePath(parsed.path);
}

const add = (message: string, { path }: Place, report: Report) =>
  report.add({ severity: 'ERROR', code: 'BAD_SEARCH_ATTRIBUTES', path, message });
