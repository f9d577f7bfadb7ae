import { happened, NOTHING, type Decide } from '../decide.js';
import { resourceNotFound } from '../refusals.js';
import { activityOf, stateMachineOf } from '../resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export const untagResource: Decide<'UntagResource'> = (before, { resource, keys }, { arns }) => {
  const there = stateMachineOf(before) ?? activityOf(before);
  if (!there) return resourceNotFound(resource, arns);
  const gone = there.tags.map(({ key }) => key).filter((key) => keys.includes(key));
  return gone.length > 0 ? happened({ type: 'ResourceUntagged', keys: gone }) : NOTHING;
};
