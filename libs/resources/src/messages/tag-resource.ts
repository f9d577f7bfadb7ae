import type { Tag } from '#contracts';
import { happened, NOTHING, type Decide } from '../decide.js';
import { resourceNotFound } from '../refusals.js';
import { activityOf, stateMachineOf } from '../resource.js';
import { refusedTags, tagged } from '../tags.js';

const has = (tags: readonly Tag[], { key, value }: Tag): boolean =>
  tags.some((tag) => tag.key === key && tag.value === value);

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export const tagResource: Decide<'TagResource'> = (before, { resource, tags }, { arns }) => {
  const there = stateMachineOf(before) ?? activityOf(before);
  if (!there) return resourceNotFound(resource, arns);
  const refused = refusedTags(there.tags, tags);
  if (refused) return refused;
  const told = tagged([], tags);
  return told.every((tag) => has(there.tags, tag)) ? NOTHING : happened({ type: 'ResourceTagged', tags: told });
};
