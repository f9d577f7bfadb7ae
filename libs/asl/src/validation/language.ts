import type { QueryLanguage } from '../definition.js';
import type { Shape } from './shape.js';

/** A field that only one of the query languages has. */
export interface LanguageField {
  readonly language: QueryLanguage;
  readonly shape: Shape;
}

export const onlyJsonPath = (shape: Shape): LanguageField => ({ language: 'JSONPath', shape });
export const onlyJsonata = (shape: Shape): LanguageField => ({ language: 'JSONata', shape });

/** A field that both have, each in its own way. */
export const inEither =
  (shapes: { readonly [L in QueryLanguage]: Shape }): Shape =>
  (value, place, report) =>
    shapes[place.language](value, place, report);
