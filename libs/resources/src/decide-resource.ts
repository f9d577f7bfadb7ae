import type { Decide, DecidedResource, Moment, ResourceMessage, ResourceMessageType } from './decide.js';
import { acquireLock } from './messages/acquire-lock.js';
import { createActivity } from './messages/create-activity.js';
import { createStateMachineAlias } from './messages/create-state-machine-alias.js';
import { createStateMachine } from './messages/create-state-machine.js';
import { deleteActivity } from './messages/delete-activity.js';
import { deleteStateMachineAlias } from './messages/delete-state-machine-alias.js';
import { deleteStateMachineVersion } from './messages/delete-state-machine-version.js';
import { deleteStateMachine } from './messages/delete-state-machine.js';
import { publishStateMachineVersion } from './messages/publish-state-machine-version.js';
import { releaseLock } from './messages/release-lock.js';
import { tagResource } from './messages/tag-resource.js';
import { untagResource } from './messages/untag-resource.js';
import { updateStateMachineAlias } from './messages/update-state-machine-alias.js';
import { updateStateMachine } from './messages/update-state-machine.js';
import type { Resource } from './resource.js';

/** One row a message type: a new one does not compile until it is here. */
const DECIDE: { readonly [T in ResourceMessageType]: Decide<T> } = {
  CreateStateMachine: createStateMachine,
  UpdateStateMachine: updateStateMachine,
  DeleteStateMachine: deleteStateMachine,
  PublishStateMachineVersion: publishStateMachineVersion,
  DeleteStateMachineVersion: deleteStateMachineVersion,
  CreateStateMachineAlias: createStateMachineAlias,
  UpdateStateMachineAlias: updateStateMachineAlias,
  DeleteStateMachineAlias: deleteStateMachineAlias,
  TagResource: tagResource,
  UntagResource: untagResource,
  CreateActivity: createActivity,
  DeleteActivity: deleteActivity,
  AcquireLock: acquireLock,
  ReleaseLock: releaseLock,
};

/** Whether a message is for a state machine, an activity or a lock, and not for an execution. */
export const isResourceMessage = (message: { readonly type: string }): message is ResourceMessage =>
  Object.hasOwn(DECIDE, message.type);

/** What has happened already changes nothing, so a repeated message is answered like the first. */
export const decideResource = (
  before: Resource | undefined,
  message: ResourceMessage,
  moment: Moment,
): DecidedResource => (DECIDE[message.type] as Decide<ResourceMessageType>)(before, message, moment);
