import type { RegistryEvent } from '#contracts';
import { put, remove, type Change } from './change.js';

/** One event of the lock `key`. Nothing has to be known before: an acquired lock is the request that waited for it. */
export function projectLock(key: string, event: RegistryEvent, at: number, logOffset: number): Change[] {
  switch (event.type) {
    case 'LockAcquired':
    case 'LockQueued': {
      const { taskToken, execution } = event;
      const held = event.type === 'LockAcquired';
      return [put('lockRequests', { key, taskToken, requester: execution, held, since: at, logOffset })];
    }
    case 'LockReleased':
    case 'LockWithdrawn':
      return [remove('lockRequests', { key, taskToken: event.taskToken })];
    default:
      return [];
  }
}
