import { describe, expect, it } from '@jest/globals';
import { revisionId } from '#contracts';
import { AT, created, pass, Story } from '../testing/story.js';

const update = { type: 'UpdateStateMachine', name: 'm' } as const;

describe('UpdateStateMachine', () => {
  it('makes the next revision, as a whole', () => {
    const story = created({ roleArn: 'arn:aws:iam::1:role/r', machineType: 'EXPRESS' });
    const result = story.does({ ...update, definition: pass('second') });
    expect(result).toEqual({ revision: 2, revisionId: revisionId('m', 2), updatedAt: AT + 1_000 });
    expect(story.events.at(-1)).toEqual({
      type: 'StateMachineUpdated',
      name: 'm',
      version: 2,
      definition: pass('second'),
      machineType: 'EXPRESS',
      roleArn: 'arn:aws:iam::1:role/r',
      revisionId: revisionId('m', 2),
    });
    story.does({ ...update, loggingConfiguration: { level: 'ALL' } });
    expect(story.events.at(-1)).toMatchObject({
      version: 3,
      definition: pass('second'),
      loggingConfiguration: { level: 'ALL' },
    });
  });

  it('changes nothing where it says what there is', () => {
    const story = created({ roleArn: 'arn:aws:iam::1:role/r' });
    const same = { definition: pass(), roleArn: 'arn:aws:iam::1:role/r', tracingConfiguration: { enabled: false } };
    expect(story.repeats({ ...update, ...same })).toEqual({ revision: 1, updatedAt: AT + 1_000 });
    story.repeats({ ...update, definitionText: JSON.stringify(pass(), undefined, 4) });
  });

  it('publishes a revision once, whether it is new or not', () => {
    const story = created();
    expect(story.does({ ...update, definition: pass(), publish: true })).toMatchObject({ revision: 1, number: 1 });
    expect(story.repeats({ ...update, definition: pass(), publish: true })).toMatchObject({ revision: 1, number: 1 });
    const second = { ...update, definition: pass('second'), publish: true, versionDescription: 'two' };
    expect(story.does(second)).toMatchObject({ revision: 2, number: 2 });
    expect(story.types.slice(-2)).toEqual(['StateMachineUpdated', 'StateMachineVersionPublished']);
    expect(story.events.at(-1)).toMatchObject({ number: 2, version: 2, description: 'two' });
  });

  it('keeps versions, aliases and tags', () => {
    const story = created({ publish: true, tags: [{ key: 'k', value: 'v' }] });
    story.does({ type: 'CreateStateMachineAlias', name: 'm', alias: 'live', routing: [{ number: 1, weight: 100 }] });
    story.does({ ...update, definition: pass('second') });
    expect(story.resource).toMatchObject({
      tags: [{ key: 'k', value: 'v' }],
      published: [{ number: 1, version: 1 }],
      aliases: [{ alias: 'live' }],
      createdAt: AT,
      updatedAt: AT + 2_000,
    });
  });

  it('needs something to change, and something to be changed', () => {
    created().refuses(update, 'MissingRequiredParameter', /^Either the definition, the role ARN/);
    const cause = "State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:m'";
    new Story().refuses({ ...update, definition: pass() }, 'StateMachineDoesNotExist', cause);
    created().refuses(
      { ...update, definition: pass('x'), versionDescription: 'd' },
      'ValidationException',
      'Version description can only be set when publish is true',
    );
  });

  it('looks at a definition as its state machine’s type asks for', () => {
    const waiting = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true };
    const definition = { StartAt: 'W', States: { W: { ...waiting, Parameters: {} } } };
    created({ machineType: 'EXPRESS' }).refuses(
      { ...update, definition },
      'InvalidDefinition',
      "Express state machine does not support '.waitForTaskToken'",
    );
  });
});
