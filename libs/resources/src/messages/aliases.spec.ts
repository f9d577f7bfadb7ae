import { describe, expect, it } from '@jest/globals';
import { AT, created, pass, Story } from '../testing/story.js';

const create = (alias: string, ...routes: readonly (readonly [number, number])[]) =>
  ({
    type: 'CreateStateMachineAlias',
    name: 'm',
    alias,
    routing: routes.map(([number, weight]) => ({ number, weight })),
  }) as const;
const update = { type: 'UpdateStateMachineAlias', name: 'm', alias: 'live' } as const;
const NOT_FOUND = 'Request references a resource that does not exist.';

/** With the versions 1 and 2. */
function two(): Story {
  const story = created({ publish: true });
  story.does({ type: 'UpdateStateMachine', name: 'm', definition: pass('second'), publish: true });
  return story;
}

describe('CreateStateMachineAlias', () => {
  it('leads to one version or two', () => {
    const story = two();
    expect(story.does({ ...create('live', [1, 100]), description: 'd' })).toEqual({ createdAt: AT + 2_000 });
    story.does(create('half', [1, 50], [2, 50]));
    expect(story.events.at(-1)).toEqual({
      type: 'StateMachineAliasCreated',
      name: 'm',
      alias: 'half',
      routing: [
        { number: 1, weight: 50 },
        { number: 2, weight: 50 },
      ],
    });
  });

  it('once more is answered as the first time, but not with another description or routing', () => {
    const story = two();
    story.does({ ...create('live', [1, 100]), description: 'd' });
    expect(story.repeats({ ...create('live', [1, 100]), description: 'd' })).toEqual({ createdAt: AT + 2_000 });
    const cause =
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.';
    story.refuses({ ...create('live', [1, 100]), description: 'another' }, 'ConflictException', cause);
    story.refuses({ ...create('live', [1, 50], [2, 50]), description: 'd' }, 'ConflictException', cause);
  });

  it.each([
    ['123', /must satisfy regular expression pattern: \^\(\?=\.\*\[a-zA-Z_\\-\\\.\]\)/],
    ['not one word', /Value 'not one word' at 'name' failed to satisfy constraint/],
    ['A'.repeat(81), /Member must have length less than or equal to 80$/],
  ])('cannot be called %s', (alias, cause) => {
    two().refuses(create(alias, [1, 100]), 'ValidationException', cause);
  });

  it('needs one or two different versions that share a hundred', () => {
    const story = two();
    const refuses = (message: ReturnType<typeof create>, cause: RegExp) =>
      story.refuses(message, 'ValidationException', cause);
    refuses(create('live'), /one or two/);
    refuses(create('live', [1, 30], [2, 30], [3, 40]), /one or two/);
    refuses(
      create('live', [1, 50], [1, 50]),
      /distinct state machine version ARNs\. Received: \[arn:.*:m:1, arn:.*:m:1\]/,
    );
    refuses(create('live', [1, 50], [2, 49]), /must equal 100\. Received: \[50, 49\]$/);
    refuses(create('live', [1, 101], [2, -1]), /from 0 to 100/);
  });

  it('needs versions that are there', () => {
    two().refuses(create('live', [3, 100]), 'ResourceNotFound', NOT_FOUND);
    new Story().refuses(create('live', [1, 100]), 'ResourceNotFound', NOT_FOUND);
  });

  it('is refused beyond the hundredth', () => {
    const story = two();
    for (let i = 0; i < 100; i++) story.does(create(`a${i}`, [1, 100]));
    story.refuses(create('more', [1, 100]), 'ServiceQuotaExceededException', /100/);
    story.does({ type: 'DeleteStateMachineAlias', name: 'm', alias: 'a7' });
    story.does(create('more', [1, 100]));
  });
});

describe('UpdateStateMachineAlias', () => {
  it('changes where it leads, or what it says, and leaves the other', () => {
    const story = two();
    story.does({ ...create('live', [1, 100]), description: 'd' });
    const routing = [{ number: 2, weight: 100 }];
    expect(story.does({ ...update, routing })).toEqual({ updatedAt: AT + 3_000 });
    expect(story.events.at(-1)).toMatchObject({ description: 'd', routing });
    story.does({ ...update, description: 'e' });
    expect(story.events.at(-1)).toMatchObject({ description: 'e', routing });
    story.repeats({ ...update, description: 'e', routing });
  });

  it('needs an alias, versions and something to change', () => {
    const story = two();
    story.refuses({ ...update, description: 'x' }, 'ResourceNotFound', NOT_FOUND);
    story.does(create('live', [1, 100]));
    story.refuses(update, 'ValidationException', /Either the description or/);
    story.refuses({ ...update, routing: [{ number: 9, weight: 100 }] }, 'ResourceNotFound', NOT_FOUND);
    story.refuses({ ...update, description: 'x'.repeat(257) }, 'ValidationException', /at 'description'/);
  });
});

describe('DeleteStateMachineAlias', () => {
  it('may be repeated', () => {
    const story = two();
    story.does(create('live', [1, 100]));
    story.does({ type: 'DeleteStateMachineAlias', name: 'm', alias: 'live' });
    story.repeats({ type: 'DeleteStateMachineAlias', name: 'm', alias: 'live' });
  });
});
