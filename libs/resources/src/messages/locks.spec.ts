import { describe, expect, it } from '@jest/globals';
import { grantsFrom } from '../grants-from.js';
import { heldLockOf } from '../resource.js';
import { AT, Story } from '../testing/story.js';

/** The token of an attempt of this execution. */
const token = (execution: string, state = 'A') => `m:${execution}/${state}/1/F/1/x`;
const asks = (execution: string, state?: string, policy?: 'FAIL_FAST') =>
  ({ type: 'AcquireLock', key: 'stock', taskToken: token(execution, state), ...(policy && { policy }) }) as const;
const releases = (execution: string, state?: string) =>
  ({ type: 'ReleaseLock', key: 'stock', taskToken: token(execution, state) }) as const;

const granted = ({ events }: Story): unknown[] =>
  grantsFrom(events).map((message) => 'taskToken' in message && message.taskToken);

describe('a lock (R16)', () => {
  it('is given to who asks first, and then to each in turn', () => {
    const story = new Story();
    for (const name of ['a', 'b', 'c']) story.does(asks(name));
    expect(story.types).toEqual(['LockAcquired', 'LockQueued', 'LockQueued']);
    expect(heldLockOf(story.resource)).toMatchObject({
      holder: 'm:a',
      since: AT,
      queue: [{ execution: 'm:b', since: AT + 1_000 }, { execution: 'm:c' }],
    });
    story.does(releases('a'));
    expect(story.types.slice(3)).toEqual(['LockReleased', 'LockAcquired']);
    expect(heldLockOf(story.resource)).toMatchObject({ holder: 'm:b', since: AT + 3_000 });
    story.does(releases('b'));
    story.does(releases('c'));
    expect(granted(story)).toEqual([token('a'), token('b'), token('c')]);
    expect(story.resource).toEqual({ kind: 'LOCK', deleted: true, key: 'stock' });
  });

  it('is held by an execution for all of its steps, until the last one is released', () => {
    const story = new Story();
    story.does(asks('a'));
    story.does(asks('b'));
    story.does(asks('a', 'B'));
    story.does(releases('a'));
    expect(heldLockOf(story.resource)).toMatchObject({ holder: 'm:a', tokens: [token('a', 'B')] });
    story.does(releases('a', 'B'));
    expect(heldLockOf(story.resource)?.holder).toBe('m:b');
  });

  it('is given at once to all steps of an execution that wait for it', () => {
    const story = new Story();
    for (const [name, state] of [
      ['a', 'A'],
      ['b', 'A'],
      ['c', 'A'],
      ['b', 'B'],
    ] as const)
      story.does(asks(name, state));
    story.does(releases('a'));
    expect(granted(story)).toEqual([token('a'), token('b'), token('b', 'B')]);
    expect(heldLockOf(story.resource)?.queue).toMatchObject([{ execution: 'm:c' }]);
  });

  it('is not for who does not want to wait, while another execution holds it', () => {
    const story = new Story();
    story.does(asks('a'));
    story.refuses(asks('b', 'A', 'FAIL_FAST'), 'LockNotAvailable', "The lock 'stock' is held by m:a.");
    story.does(asks('a', 'B', 'FAIL_FAST'));
    story.does(releases('a'));
    story.does(releases('a', 'B'));
    story.does(asks('b', 'A', 'FAIL_FAST'));
  });

  it('is not waited for any more by who has said so', () => {
    const story = new Story();
    for (const name of ['a', 'b', 'c']) story.does(asks(name));
    story.does(releases('b'));
    expect(story.types.at(-1)).toBe('LockWithdrawn');
    story.does(releases('a'));
    expect(heldLockOf(story.resource)?.holder).toBe('m:c');
  });

  it('takes repeats, and releases of what nobody has, for no fact', () => {
    const story = new Story();
    story.repeats(releases('a'));
    story.does(asks('a'));
    story.repeats(asks('a'));
    story.does(asks('b'));
    story.repeats(asks('b'));
    story.repeats(releases('c'));
    story.does(releases('b'));
    story.repeats(releases('b'));
  });

  it('is not waited for by more than a record holds, nor by a token that is none', () => {
    const story = new Story();
    story.does(asks('a'));
    const long = 'x'.repeat(1_900);
    for (let i = 0; i < 208; i++) story.send(asks(`${long}${i}`));
    story.refuses(asks(long), 'LockNotAvailable', /held by m:a, and \d+ others wait for it/);
    expect(JSON.stringify(story.resource).length).toBeLessThan(900_000);
    story.refuses({ ...asks('a'), taskToken: 'made up' }, 'InvalidToken', /not one of ours/);
  });
});
