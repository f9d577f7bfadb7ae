import { LIMITS, stateMachineVersionArn, type ArnScope, type Route } from '#contracts';
import { refuse, type Refused } from './decide.js';
import { failedConstraint, tooLong } from './refusals.js';

/** What an alias is called and where it leads. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html */

/** A number alone would be a version's. */
const ALIAS = /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/;
const ALIAS_IN_WORDS = '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$';

export function refusedAlias(alias: string): Refused | undefined {
  if (alias.length > LIMITS.nameLength) return tooLong(alias, 'name', LIMITS.nameLength);
  if (ALIAS.test(alias)) return undefined;
  return failedConstraint(alias, 'name', `Member must satisfy regular expression pattern: ${ALIAS_IN_WORDS}`);
}

export const refusedDescription = (description = ''): Refused | undefined =>
  description.length > LIMITS.descriptionLength
    ? tooLong(description, 'description', LIMITS.descriptionLength)
    : undefined;

/** What is known of the routes, and nothing that a client made up. */
export const routingOf = (routing: readonly Route[]): readonly Route[] =>
  routing.map(({ number, weight }) => ({ number, weight }));

export const sameRouting = (a: readonly Route[], b: readonly Route[]): boolean =>
  a.length === b.length && a.every(({ number, weight }, i) => number === b[i]?.number && weight === b[i].weight);

/** One or two versions, and how many of a hundred starts each gets. */
export function refusedRouting(name: string, routing: readonly Route[], arns: ArnScope): Refused | undefined {
  if (routing.length < 1 || routing.length > 2)
    return invalid(`Routing configuration must contain one or two state machine versions. Received: ${routing.length}`);
  const versions = routing.map(({ number }) => stateMachineVersionArn(name, number, arns));
  if (new Set(versions).size < versions.length)
    return invalid(
      `Routing configuration must contain distinct state machine version ARNs. Received: [${versions.join(', ')}]`,
    );
  const weights = routing.map(({ weight }) => weight);
  if (weights.some((weight) => weight < 0 || weight > 100))
    return invalid(`Weights must be from 0 to 100. Received: [${weights.join(', ')}]`);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return sum === 100
    ? undefined
    : invalid(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
}

const invalid = (cause: string): Refused => refuse('ValidationException', cause);
