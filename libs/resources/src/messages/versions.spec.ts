import { describe, expect, it } from '@jest/globals';
import { revisionId } from '#contracts';
import { AT, created, pass, Story } from '../testing/story.js';

const publish = { type: 'PublishStateMachineVersion', name: 'm' } as const;
const update = (comment: string) =>
  ({ type: 'UpdateStateMachine', name: 'm', definition: pass(comment), publish: true }) as const;
const remove = (number: number) => ({ type: 'DeleteStateMachineVersion', name: 'm', number }) as const;

describe('PublishStateMachineVersion', () => {
  it('publishes the latest revision once', () => {
    const story = created();
    expect(story.does({ ...publish, description: 'one' })).toEqual({ number: 1, createdAt: AT + 1_000 });
    expect(story.repeats({ ...publish, description: 'another' })).toEqual({ number: 1, createdAt: AT + 1_000 });
  });

  it('never gives a number twice', () => {
    const story = created({ publish: true });
    story.does(update('second'));
    story.does(remove(2));
    expect(story.does(publish)).toMatchObject({ number: 3 });
  });

  it('publishes a certain revision only if that is what the state machine is', () => {
    const story = created();
    story.does({ ...publish, revisionId: 'INITIAL' });
    story.does({ type: 'UpdateStateMachine', name: 'm', definition: pass('second') });
    const conflict = (wanted: string) =>
      `Failed to publish the State Machine version for revision ${wanted}. The current State Machine revision is ${revisionId('m', 2)}.`;
    story.refuses({ ...publish, revisionId: 'INITIAL' }, 'ConflictException', conflict('INITIAL'));
    story.refuses({ ...publish, revision: 1 }, 'ConflictException', conflict(revisionId('m', 1)));
    expect(story.does({ ...publish, revisionId: revisionId('m', 2), revision: 2 })).toMatchObject({ number: 2 });
  });

  it('publishes at most a thousand', () => {
    const story = created();
    for (let i = 0; i < 1_000; i++) story.does(update(`c${i}`));
    story.refuses(update('one more'), 'ServiceQuotaExceededException', /1000/);
    story.does(remove(7));
    expect(story.does(update('one more'))).toMatchObject({ number: 1_001 });
  });

  it('needs a state machine', () => {
    new Story().refuses(publish, 'StateMachineDoesNotExist', /State Machine Does Not Exist: 'arn:.*:stateMachine:m'/);
  });
});

describe('DeleteStateMachineVersion', () => {
  it('may be repeated, and may be about what never was', () => {
    const story = created({ publish: true });
    story.does(remove(1));
    story.repeats(remove(1));
    story.repeats(remove(9));
    new Story().repeats(remove(1));
  });

  it('is refused while aliases lead to it', () => {
    const story = created({ publish: true });
    story.does(update('second'));
    const alias = (name: string, routing: { number: number; weight: number }[]) =>
      story.does({ type: 'CreateStateMachineAlias', name: 'm', alias: name, routing });
    alias('live', [{ number: 1, weight: 100 }]);
    alias('half', [
      { number: 1, weight: 50 },
      { number: 2, weight: 50 },
    ]);
    story.refuses(
      remove(1),
      'ConflictException',
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live, half]',
    );
    const routing = [{ number: 2, weight: 100 }];
    for (const name of ['live', 'half'])
      story.does({ type: 'UpdateStateMachineAlias', name: 'm', alias: name, routing });
    story.does(remove(1));
  });
});
