import type { QueryLanguage } from '../../definition.js';
import type { Json } from '../../machine.js';
import type { Sees } from '../jsonata/expression.js';
import { jsonataObject, jsonataTemplate, orJsonata } from '../jsonata/template.js';
import { inEither, onlyJsonata, onlyJsonPath } from '../language.js';
import { pathOrNull, resultPath } from '../paths.js';
import { payloadTemplate } from '../payload-template.js';
import { boolean, constant, text, type Shape } from '../shape.js';
import { assign } from '../variables/assign.js';

/** Step Functions takes whatever else is written there for JSONata, besides refusing it. */
export const languageOf = (value: Json | undefined): QueryLanguage | undefined =>
  value === undefined ? undefined : value === 'JSONPath' ? 'JSONPath' : 'JSONata';

/** A value; in JSONata, or an expression that makes one. */
export const filled = (shape: Shape): Shape => inEither({ JSONPath: shape, JSONata: orJsonata(shape) });

/** Values to be filled in, by the query language of the state. */
export const template = inEither({ JSONPath: payloadTemplate, JSONata: jsonataTemplate() });
export const objectTemplate = inEither({ JSONPath: payloadTemplate, JSONata: jsonataObject() });

/** https://states-language.net/spec.html#query-language */
export const queryLanguage = constant('JSONPath', 'JSONata');

/** Fields of every state. */
export const common = { Type: text, Comment: text, QueryLanguage: queryLanguage };
export const transition = { Next: text, End: boolean };

/** https://states-language.net/spec.html#filters */
const paths = { InputPath: onlyJsonPath(pathOrNull), OutputPath: onlyJsonPath(pathOrNull) };
const output = (...sees: readonly Sees[]) => ({ Output: onlyJsonata(jsonataTemplate(...sees)) });

/** Of a state without a result: what it was given, and what it hands on. */
export const inputOutput = { ...paths, ...output() };
export const assigns = { Assign: assign() };

/** Of a state with a result: what it is asked for, and what becomes of the result. */
export const resultFields = {
  ...paths,
  ...output('result'),
  Assign: assign('result'),
  Parameters: onlyJsonPath(payloadTemplate),
  ResultSelector: onlyJsonPath(payloadTemplate),
  ResultPath: onlyJsonPath(resultPath),
};
/** Of a state that has one, and asks nobody for it. */
export const resultOnly = {
  OutputPath: resultFields.OutputPath,
  Output: resultFields.Output,
  Assign: resultFields.Assign,
  ResultSelector: resultFields.ResultSelector,
  ResultPath: resultFields.ResultPath,
};
/** https://states-language.net/spec.html#arguments-and-output */
export const argumentsField = { Arguments: onlyJsonata(jsonataTemplate()) };
/** Of a reader and a writer: an object, or an expression that makes one. */
export const objectArguments = { Arguments: onlyJsonata(orJsonata(jsonataObject())) };
/** What a Catcher hands on. https://states-language.net/spec.html#jsonata-catchers */
export const caughtFields = { ...output('errorOutput'), Assign: assign('errorOutput') };
