import { isObject } from '../../json/object.js';
import type { AwsDiagnostic } from '../../machine.js';
import { jsonataObject } from '../jsonata/template.js';
import type { Sees } from '../jsonata/expression.js';
import { inEither } from '../language.js';
import { payloadTemplate, withoutSuffix } from '../payload-template.js';
import type { Place } from '../place.js';
import type { Report } from '../report.js';
import { shown } from '../rule.js';
import type { Shape } from '../shape.js';

const LONGEST = 80;
const IDENTIFIER = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** https://states-language.net/spec.html#assigning-variables */
export const assign = (...sees: readonly Sees[]): Shape => {
  const values = inEither({ JSONPath: payloadTemplate, JSONata: jsonataObject(...sees) });
  return (value, place, report) => {
    values(value, place, report);
    for (const field of isObject(value) ? Object.keys(value) : []) {
      const name = place.language === 'JSONPath' ? withoutSuffix(field) : field;
      const at = place.field(field);
      checkName(name, at, place, report);
      place.scope.assign(name, at);
    }
  };
};

/** https://states-language.net/spec.html#state-machine-variables */
function checkName(name: string, at: Place, place: Place, report: Report): void {
  if (name === 'states') refuse(RESERVED, at, report, reserved(place));
  else if ([...name].length > LONGEST) refuse(TOO_LONG, at, report, invalid(name, tooLong, place));
  else if (!IDENTIFIER.test(name))
    refuse(`${IDENTIFIERS} ${shown(name)} is none.`, at, report, invalid(name, characters, place));
}

const RESERVED = 'A state MUST NOT assign a value to "states".';
const TOO_LONG = `The length of a variable name MUST be less than or equal to ${LONGEST} Unicode characters.`;
const IDENTIFIERS =
  'The first character of a variable name MUST be a Unicode ID_Start character, and the second and subsequent ' +
  'characters MUST be Unicode ID_Continue characters.';

const characters = 'the variable name contains invalid characters';
const tooLong = `the variable name exceeds the ${LONGEST}-character limit allowed by the service`;

const reserved = (place: Place): AwsDiagnostic => ({
  code: 'RESERVED_VARIABLE_NAME',
  message: "Cannot assign to reserved variable '$states'.",
  location: place.location,
});

const invalid = (name: string, why: string, place: Place): AwsDiagnostic => ({
  code: 'INVALID_VARIABLE_NAME',
  message: `Invalid variable name '${name}': ${why}.`,
  location: place.location,
});

const refuse = (message: string, at: Place, report: Report, aws: AwsDiagnostic): void =>
  report.add({
    severity: 'ERROR',
    code: 'BAD_VARIABLE_NAME',
    path: at.path,
    message,
    hint: 'Letters, digits and underscores, beginning with a letter. A part of a value cannot be assigned by itself.',
    aws,
  });
