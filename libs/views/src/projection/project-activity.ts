import type { RegistryEvent } from '#contracts';
import { put, remove, type Change } from './change.js';
import type { Known } from './known.js';
import { tagged, untagged } from './project-state-machine.js';

/** One event of the activity `name`. */
export function projectActivity(known: Known, name: string, event: RegistryEvent, at: number): Change[] {
  const activity = known.activity(name);
  switch (event.type) {
    case 'ActivityCreated': {
      const { tags = [], encryptionConfiguration } = event;
      return [put('activities', { name, createdAt: at, encryptionConfiguration, tags: tagged([], tags) })];
    }
    case 'ActivityDeleted':
      return [remove('activities', { name })];
    case 'ResourceTagged':
      return activity ? [put('activities', { ...activity, tags: tagged(activity.tags, event.tags) })] : [];
    case 'ResourceUntagged':
      return activity ? [put('activities', { ...activity, tags: untagged(activity.tags, event.keys) })] : [];
    default:
      return [];
  }
}
