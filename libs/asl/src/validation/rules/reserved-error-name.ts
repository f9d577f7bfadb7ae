import { unless, type Rule } from '../rule.js';

/** https://states-language.net/spec.html#error-names */
export const errorNameIsNotReserved: Rule = {
  code: 'RESERVED_ERROR_NAME',
  severity: 'WARNING',
  says: 'States MAY report errors with other names, which MUST NOT begin with the prefix "States.".',
  hint: 'Retriers and Catchers take such a name for an error of the interpreter.',
  breaches: ({ Error }, place) =>
    unless(typeof Error !== 'string' || !Error.startsWith('States.'), place.field('Error')),
};
