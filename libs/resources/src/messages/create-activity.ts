import { happened, refuse, type Decide } from '../decide.js';
import { sameIn } from '../configuration.js';
import { activityOf } from '../resource.js';
import { refusedTags, tagged } from '../tags.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html */
export const createActivity: Decide<'CreateActivity'> = (before, message, { at }) => {
  const { name, tags = [], encryptionConfiguration } = message;
  const encrypted = encryptionConfiguration === undefined ? {} : { encryptionConfiguration };
  const there = activityOf(before);
  if (there)
    return sameIn(['encryptionConfiguration'], there, encrypted)
      ? { ok: true, events: [], result: { createdAt: there.createdAt } }
      : refuse('ActivityAlreadyExists', 'Activity already exists. EncryptionConfiguration may not be updated.');
  const refused = refusedTags([], tags);
  if (refused) return refused;
  const tagging = tags.length > 0 ? { tags: tagged([], tags) } : {};
  const created = { type: 'ActivityCreated', name, ...tagging, ...encrypted } as const;
  return { ...happened(created), result: { createdAt: at } };
};
