import { isArray, isObject } from '../json/object.js';
import type { Json } from '../machine.js';
import { PATH_SUFFIX } from '../payload-template/compile-template.js';
import { schema } from './aws.js';
import { pathOrIntrinsic } from './paths.js';
import type { Place } from './place.js';
import { Report } from './report.js';
import { object, type Shape } from './shape.js';

/** https://states-language.net/spec.html#payload-template */
export const payloadTemplate: Shape = (value, place, report) => {
  if (!isObject(value)) return object(value, place, report);
  within(value, place, report);
};

function within(value: Json, place: Place, report: Report): void {
  if (isArray(value)) return value.forEach((item, index) => within(item, place.item(index), report));
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(value)) {
    if (!name.endsWith(PATH_SUFFIX)) within(field, place.field(name), report);
    else {
      filled(name, field, place, report);
      if (Object.hasOwn(value, name.slice(0, -PATH_SUFFIX.length))) twice(name, place, report);
    }
  }
}

/** Step Functions has one sentence for whatever is wrong, and names the object that the field is in. */
function filled(name: string, value: Json, place: Place, report: Report): void {
  const found = new Report();
  pathOrIntrinsic(value, place.field(name), found);
  const aws = schema(
    `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
    place,
  );
  for (const problem of found.problems) report.add({ ...problem, aws });
}

const twice = (name: string, place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'DUPLICATE_FIELD',
    path: place.field(name).path,
    message: `A payload template MUST NOT have a field both with and without the suffix "${PATH_SUFFIX}".`,
  });
