import { schema } from '../aws.js';
import type { Rule } from '../rule.js';

const present = (value: object, fields: readonly string[]): string[] =>
  fields.filter((field) => Object.hasOwn(value, field));

/** https://states-language.net/spec.html#wait-state */
export const exactlyOneOf = (code: string, what: string, ...fields: readonly string[]): Rule => ({
  code,
  says: `${what} MUST have exactly one of ${list(fields)}.`,
  breaches: (value, at) => {
    const found = present(value, fields);
    if (found.length === 1) return [];
    const aws = schema(found.length === 0 ? none(fields) : several(fields), at);
    return [{ at, found: `It has ${found.length === 0 ? 'none' : list(found)}.`, aws }];
  },
});

/** https://states-language.net/spec.html#task-state */
export const notBoth = (what: string, one: string, other: string): Rule => ({
  code: 'CONFLICTING_FIELDS',
  says: `${what} MUST NOT have both "${one}" and "${other}".`,
  breaches: (value, place) =>
    present(value, [one, other]).length < 2
      ? []
      : [{ at: place.field(other), aws: schema(several([one, other]), place) }],
});

/** Step Functions' two sentences. */
export const none = (fields: readonly string[]): string =>
  `This object should have only one of the following fields: [${fields.join(', ')}]`;
export const several = (fields: readonly string[]): string =>
  `There should only be one of the following fields: [${fields.join(', ')}]`;

const list = (fields: readonly string[]): string => fields.map((field) => `"${field}"`).join(', ');
