import type { MockInput } from '@aws-sdk/client-sfn';
import type { Json } from '#contracts';
import type { JsonTexts } from './json-texts.js';
import { invalid, type Refusal } from './refusal.js';
import type { ErrorOutput } from './surroundings.js';

/** What the state is told instead of what it would do. */
export type Mock =
  | { readonly ok: true; readonly result: Json; readonly validation: 'STRICT' | 'PRESENT' | 'NONE' }
  | { readonly ok: true; readonly errorOutput: ErrorOutput };

export function mockOf({ result, errorOutput, fieldValidationMode }: MockInput, texts: JsonTexts): Mock | Refusal {
  if (result !== undefined && errorOutput !== undefined)
    return invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  if (errorOutput !== undefined) return { ok: true, errorOutput };
  if (result === undefined)
    return invalid('A test mock should have one of the following fields: [result, errorOutput].');
  const value = texts.read(result);
  if (value === undefined) return invalid('Mocked result must be valid JSON');
  return { ok: true, result: value, validation: fieldValidationMode ?? 'STRICT' };
}
