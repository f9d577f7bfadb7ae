import { describe, expect, it } from '@jest/globals';
import { AT, created, Story } from '../testing/story.js';

const tag = (...tags: readonly (readonly [string, string])[]) =>
  ({ type: 'TagResource', resource: 'm', tags: tags.map(([key, value]) => ({ key, value })) }) as const;
const untag = (...keys: string[]) => ({ type: 'UntagResource', resource: 'm', keys }) as const;
const create = { type: 'CreateActivity', name: 'pack' } as const;

describe('TagResource and UntagResource', () => {
  it('give keys their values, and take them away', () => {
    const story = created({ tags: [{ key: 'a', value: '1' }] });
    story.does(tag(['b', ''], ['a', '2']));
    expect(story.resource).toMatchObject({
      tags: [
        { key: 'a', value: '2' },
        { key: 'b', value: '' },
      ],
    });
    story.repeats(tag(['b', '']));
    story.does(untag('a', 'a', 'nothing'));
    expect(story.events.at(-1)).toEqual({ type: 'ResourceUntagged', keys: ['a'] });
    story.repeats(untag('a'));
    expect(story.resource).toMatchObject({ tags: [{ key: 'b', value: '' }] });
  });

  it('keep to fifty', () => {
    const story = created();
    story.does(tag(...Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v'] as const)));
    story.does(tag(['k7', 'another']));
    story.refuses(tag(['one more', '']), 'TooManyTags', /50/);
  });

  it('need what they are about', () => {
    const cause = "Resource not found: 'arn:aws:states:us-east-1:000000000000:stateMachine:m'";
    new Story().refuses(tag(['k', 'v']), 'ResourceNotFound', cause);
    new Story().refuses({ ...untag('k'), resource: 'activity/pack' }, 'ResourceNotFound', /:activity:pack'$/);
  });

  it('are for activities too', () => {
    const story = new Story();
    story.does(create);
    story.does({ ...tag(['k', 'v']), resource: 'activity/pack' });
    expect(story.resource).toMatchObject({ tags: [{ key: 'k', value: 'v' }] });
  });
});

describe('activities', () => {
  it('are created once, whatever their tags are', () => {
    const story = new Story();
    expect(story.does({ ...create, tags: [{ key: 'k', value: 'v' }] })).toEqual({ createdAt: AT });
    expect(story.repeats(create)).toEqual({ createdAt: AT });
    story.repeats({ ...create, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } });
    story.refuses(
      { ...create, encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } },
      'ActivityAlreadyExists',
      'Activity already exists. EncryptionConfiguration may not be updated.',
    );
  });

  it('are deleted, which may be repeated, and created anew', () => {
    const story = new Story();
    story.does(create);
    story.does({ type: 'DeleteActivity', name: 'pack' });
    story.repeats({ type: 'DeleteActivity', name: 'pack' });
    expect(story.does(create)).toEqual({ createdAt: AT + 3_000 });
  });
});
