import { pathOrNull } from '../paths.js';
import { constant, scalar, text, type Shape } from '../shape.js';

/** https://states-language.net/spec.html#querylanguage-field */
export const queryLanguage: Shape = (value, place, report) => {
  if (value !== 'JSONata') return constant('JSONPath')(value, place, report);
  report.add({
    severity: 'ERROR',
    code: 'UNSUPPORTED_QUERY_LANGUAGE',
    path: place.path,
    message: 'The query language "JSONata" is not supported yet.',
    hint: 'Leave "QueryLanguage" out, or write "JSONPath".',
  });
};

/** Fields of every state. */
export const common = { Type: text, Comment: text, QueryLanguage: queryLanguage };
export const transition = { Next: text, End: constant(true) };
export const inputOutput = { InputPath: pathOrNull, OutputPath: pathOrNull };

/** `kafka:order.place`: participant, dot, command. */
export const resource = scalar({
  must: 'be a command of a participant, written "kafka:<participant>.<command>"',
  code: 'UNSUPPORTED_RESOURCE',
  hint: 'Other resources are not supported yet. Both names are lower-case letters, digits and hyphens, e.g. "kafka:order.place".',
  holds: (value) => typeof value === 'string' && /^kafka:[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/u.test(value),
});
