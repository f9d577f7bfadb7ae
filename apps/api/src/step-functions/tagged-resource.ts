import { activityId } from '#contracts';
import type { Activity, StateMachineDetails } from '#views';
import type { Service } from './operation.js';
import { resourceNotFound } from './refusals.js';

export interface TaggedResource {
  /** The entity's id. */
  readonly entity: string;
  readonly resource: StateMachineDetails | Activity;
}

/**
 * What can have tags: a state machine or an activity.
 * @throws StepFunctionsError if there is none of this ARN.
 */
export async function taggedResource(arn: string, { arns, views }: Service): Promise<TaggedResource> {
  const read = arns.read(arn, 'stateMachine', 'activity');
  const isActivity = read.type === 'activity';
  const resource = await (isActivity ? views.activity(read.name) : views.stateMachine(read.name));
  if (!resource) throw resourceNotFound(arn);
  return { entity: isActivity ? activityId(read.name) : read.name, resource };
}
