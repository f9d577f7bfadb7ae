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

export const withoutSuffix = (name: string): string =>
  name.endsWith(PATH_SUFFIX) ? name.slice(0, -PATH_SUFFIX.length) : name;

function within(value: Json, place: Place, report: Report): void {
  if (isArray(value)) return value.forEach((item, index) => within(item, place.item(index), report));
  if (!isObject(value)) return;
  for (const [name, field] of Object.entries(value)) {
    if (!name.endsWith(PATH_SUFFIX)) within(field, place.field(name), report);
    else {
      filled(name, field, place, report);
      if (Object.hasOwn(value, withoutSuffix(name))) twice(name, place, report);
    }
  }
}

/** Step Functions has one sentence for whatever is wrong, and names the object that the field is in. */
function filled(name: string, value: Json, place: Place, report: Report): void {
  const found = new Report();
  pathOrIntrinsic(value, place.field(name), found);
  for (const problem of found.problems) {
    const aws = schema(
      `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`,
      place,
    );
    report.add(problem.severity === 'ERROR' ? { ...problem, aws } : problem);
  }
}

const twice = (name: string, place: Place, report: Report): void =>
  report.add({
    severity: 'ERROR',
    code: 'DUPLICATE_FIELD',
    path: place.field(name).path,
    message: `A JSON object MUST NOT have duplicate field names after fields ending with "${PATH_SUFFIX}" are renamed to strip the suffix.`,
  });
