import type { AwsDiagnostic } from '../machine.js';
import type { Place } from './place.js';

/** What it says of a field that decides which others there may be. */
export const requiredField = (name: string): string => `The field '${name}' is required but was missing`;

/** What Step Functions says when a definition does not have the shape of one. */
export const schema = (message: string, place: Place): AwsDiagnostic => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  location: place.location,
});

/** Of a definition as a whole. */
export const NOT_AN_OBJECT = {
  message: 'A State Machine is represented by a JSON Object.',
  aws: { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' },
};
