import { expect, it } from '@jest/globals';
import { lockId, type LogEvent } from '#contracts';
import { Locks } from './locks.js';
import type { Counted } from './log-reader.js';

const token = (execution: string) => `m:${execution}/A/1/F/1/x`;
const of = (type: 'LockAcquired' | 'LockQueued' | 'LockReleased', execution: string, key = 'pen'): LogEvent => ({
  type,
  key,
  execution: `m:${execution}`,
  taskToken: token(execution),
});

const read = (entity: string, ...events: readonly LogEvent[]): Counted => ({
  partition: 0,
  offset: 0,
  decision: { epoch: 1, owner: 'o', seq: 1, nextInbox: 0, at: '2026-11-25T10:00:00.000Z', entity, events: [...events] },
});

it('knows who holds which lock and who waits for it, of what the log says of locks', () => {
  const locks = new Locks();
  locks.take(read(lockId('pen'), of('LockAcquired', 'a')));
  locks.take(read(lockId('pen'), of('LockQueued', 'b')));
  locks.take(read(lockId('ink'), of('LockAcquired', 'c', 'ink')));
  locks.take(read('m:a', { type: 'ExecutionNeedsAttention', because: 'of a test' }));
  expect(locks.held).toMatchObject([{ key: 'pen', holder: 'm:a', queue: [{ execution: 'm:b' }] }, { key: 'ink' }]);
  locks.take(read(lockId('pen'), of('LockReleased', 'a'), of('LockAcquired', 'b')));
  locks.take(read(lockId('ink'), of('LockReleased', 'c', 'ink')));
  expect(locks.held).toMatchObject([{ key: 'pen', holder: 'm:b', queue: [] }]);
  locks.take(
    read(lockId('pen'), { type: 'MessageRejected', offset: 3, error: 'LockNotAvailable', cause: 'It is held.' }),
  );
  expect(locks.held).toHaveLength(1);
});
