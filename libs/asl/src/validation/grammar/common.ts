import type { QueryLanguage } from '../../definition.js';
import type { Json } from '../../machine.js';
import { inEither, onlyJsonata, onlyJsonPath } from '../language.js';
import { jsonataTemplate } from '../jsonata.js';
import { pathOrNull, resultPath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { constant, object, text, type Shape } from '../shape.js';

export const languageOf = (value: Json | undefined): QueryLanguage | undefined =>
  value === 'JSONPath' || value === 'JSONata' ? value : undefined;

const jsonataObject: Shape = (value, place, report) => {
  object(value, place, report);
  jsonataTemplate(value, place, report);
};

/** Values to be filled in, by the query language of the state. */
export const template = inEither({ JSONPath: payloadTemplate, JSONata: jsonataTemplate });
export const objectTemplate = inEither({ JSONPath: payloadTemplate, JSONata: jsonataObject });

/** https://states-language.net/spec.html#querylanguage-field */
export const queryLanguage = constant('JSONPath', 'JSONata');

/** Fields of every state. */
export const common = { Type: text, Comment: text, QueryLanguage: queryLanguage };
export const transition = { Next: text, End: constant(true) };
/** https://states-language.net/spec.html#filters */
export const inputOutput = {
  InputPath: onlyJsonPath(pathOrNull),
  OutputPath: onlyJsonPath(pathOrNull),
  Output: onlyJsonata(jsonataTemplate),
};
/** https://states-language.net/spec.html#assigning-variables */
export const assign = { Assign: objectTemplate };
/** What is sent, and what becomes of the result. */
export const resultFields = {
  Parameters: onlyJsonPath(payloadTemplate),
  ResultSelector: onlyJsonPath(payloadTemplate),
  ResultPath: onlyJsonPath(resultPath),
  Arguments: onlyJsonata(jsonataTemplate),
};
