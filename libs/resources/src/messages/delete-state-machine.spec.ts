import { describe, expect, it } from '@jest/globals';
import { created, pass, Story } from '../testing/story.js';

const remove = { type: 'DeleteStateMachine', name: 'm' } as const;

describe('DeleteStateMachine', () => {
  it('takes versions and aliases with it, and may be repeated', () => {
    const story = created({ publish: true });
    story.does({ type: 'CreateStateMachineAlias', name: 'm', alias: 'live', routing: [{ number: 1, weight: 100 }] });
    story.does(remove);
    story.repeats(remove);
    const cause = "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:m'";
    story.refuses({ type: 'PublishStateMachineVersion', name: 'm' }, 'StateMachineDoesNotExist', cause);
    const routing = [{ number: 1, weight: 100 }];
    story.refuses(
      { type: 'UpdateStateMachineAlias', name: 'm', alias: 'live', routing },
      'ResourceNotFound',
      'Request references a resource that does not exist.',
    );
    story.repeats({ type: 'DeleteStateMachineVersion', name: 'm', number: 1 });
  });

  it('of what was never there is no fact', () => {
    new Story().repeats(remove);
  });

  it('lets a new one of the name count its revisions on, and its versions anew', () => {
    const story = created({ publish: true, tags: [{ key: 'k', value: 'v' }] });
    story.does({ type: 'UpdateStateMachine', name: 'm', definition: pass('second'), publish: true });
    story.does(remove);
    const again = story.does({ type: 'CreateStateMachine', name: 'm', definition: pass(), publish: true });
    expect(again).toMatchObject({ revision: 3, number: 1 });
    expect(story.resource).toMatchObject({ version: 3, tags: [], published: [{ number: 1, version: 3 }] });
    expect(story.resource).not.toHaveProperty('revisionId');
  });
});
