import { LIMITS, type Tag } from '#contracts';
import { refuse, type Refused } from './decide.js';
import { failedConstraint, tooLong } from './refusals.js';

/** These tags over those that are there: a key has one value, the last that it was given. */
export function tagged(before: readonly Tag[], tags: readonly Tag[]): readonly Tag[] {
  const after = new Map(before.map(({ key, value }) => [key, value]));
  for (const { key, value } of tags) after.set(key, value);
  return Array.from(after, ([key, value]) => ({ key, value }));
}

export const untagged = (before: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  before.filter(({ key }) => !keys.includes(key));

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-tagging */
export function refusedTags(before: readonly Tag[], tags: readonly Tag[]): Refused | undefined {
  for (const [i, { key, value }] of tags.entries()) {
    const at = `tags.${i + 1}.member`;
    if (key === '') return failedConstraint(key, `${at}.key`, 'Member must have length greater than or equal to 1');
    if (key.length > LIMITS.tagKeyLength) return tooLong(key, `${at}.key`, LIMITS.tagKeyLength);
    if (value.length > LIMITS.tagValueLength) return tooLong(value, `${at}.value`, LIMITS.tagValueLength);
  }
  return tagged(before, tags).length > LIMITS.tags
    ? refuse('TooManyTags', `A resource has at most ${LIMITS.tags} tags.`)
    : undefined;
}
