import { describe, expect, it } from '@jest/globals';
import { definitionsFrom } from '../definitions-from.js';
import { stateMachineOf } from '../resource.js';
import { AT, created, pass, Story } from '../testing/story.js';

const create = { type: 'CreateStateMachine', name: 'm', definition: pass() } as const;
const EXISTS = "State Machine Already Exists: 'arn:aws:states:us-east-1:000000000000:stateMachine:m'";

describe('CreateStateMachine', () => {
  it('makes revision 1 with everything that it says', () => {
    const story = new Story();
    const said = {
      machineType: 'EXPRESS',
      roleArn: 'arn:aws:iam::1:role/r',
      loggingConfiguration: { level: 'ALL' },
    } as const;
    expect(story.does({ ...create, ...said, tags: [{ key: 'k', value: '' }] })).toEqual({ revision: 1, createdAt: AT });
    expect(story.events).toEqual([
      {
        type: 'StateMachineCreated',
        name: 'm',
        version: 1,
        definition: pass(),
        ...said,
        tags: [{ key: 'k', value: '' }],
      },
    ]);
    expect(story.resource).toMatchObject({ version: 1, createdAt: AT, ...said });
  });

  it('publishes it as version 1 if asked to', () => {
    const story = new Story();
    const result = story.does({ ...create, publish: true, versionDescription: 'the first' });
    expect(result).toEqual({ revision: 1, createdAt: AT, number: 1 });
    expect(story.events.at(-1)).toEqual({
      type: 'StateMachineVersionPublished',
      name: 'm',
      number: 1,
      version: 1,
      description: 'the first',
    });
  });

  it('is refused with a description of a version that is not published', () => {
    const cause = 'Version description can only be set when publish is true';
    new Story().refuses({ ...create, versionDescription: 'Hello' }, 'ValidationException', cause);
  });

  it('once more is answered as the first time, whatever its role and tags are', () => {
    const story = created({ publish: true });
    const again = { roleArn: 'arn:aws:iam::1:role/another', tags: [{ key: 'k', value: 'v' }] };
    expect(story.repeats({ ...create, ...again })).toEqual({ revision: 1, createdAt: AT });
    expect(story.repeats({ ...create, publish: true })).toEqual({ revision: 1, createdAt: AT, number: 1 });
    expect(story.resource).toMatchObject({ tags: [] });
  });

  it.each([
    ['definition', { definition: pass('another') }],
    ['type', { machineType: 'EXPRESS' }],
    ['logging', { loggingConfiguration: { level: 'ALL' } }],
    ['tracing', { tracingConfiguration: { enabled: true } }],
    ['encryption', { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } }],
    ['publication', { publish: true }],
  ] as const)('with another %s there is a state machine of this name already', (_, another) => {
    created().refuses({ ...create, ...another }, 'StateMachineAlreadyExists', EXISTS);
  });

  it('takes what is said for what is not, where that is the default', () => {
    created().repeats({
      ...create,
      machineType: 'STANDARD',
      loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
  });

  it('keeps a definition that comes as a text as that text, and repeats by it', () => {
    const story = new Story();
    const text = JSON.stringify(pass(), undefined, 2);
    const asText = { type: 'CreateStateMachine', name: 'm', definitionText: text } as const;
    story.does(asText);
    expect(story.events).toMatchObject([{ definition: pass(), definitionText: text }]);
    story.repeats(asText);
    story.repeats(create);
    story.refuses({ ...asText, definitionText: JSON.stringify(pass()) }, 'StateMachineAlreadyExists', EXISTS);
  });

  it('leaves nothing of a transient one but its revision, which is told like any other', () => {
    const story = new Story();
    const transient = { ...create, machineType: 'EXPRESS', transient: true } as const;
    expect(story.does(transient)).toEqual({ revision: 1, createdAt: AT });
    expect(story.types).toEqual(['StateMachineCreated', 'StateMachineDeleted']);
    expect(definitionsFrom(story.resource!, story.events, '')).toMatchObject([
      { version: 1, machineType: 'EXPRESS', definition: pass() },
      { deleted: 1, versions: [], aliases: [] },
    ]);
    expect(stateMachineOf(story.resource)).toBeUndefined();
    story.refuses(transient, 'StateMachineAlreadyExists', EXISTS);
  });

  it('refuses a definition in the words of Step Functions', () => {
    const refuses = (message: object, cause: string) =>
      new Story().refuses({ ...create, ...message }, 'InvalidDefinition', cause);
    refuses(
      { definition: { States: { P: { Type: 'Pass', End: true } } } },
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /'",
    );
    refuses({ definitionText: '{' }, "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ");
    refuses({ definitionText: '[]' }, "Invalid State Machine Definition: '");
    const waiting = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true };
    refuses(
      { machineType: 'EXPRESS', definition: { StartAt: 'W', States: { W: { ...waiting, Parameters: {} } } } },
      "Express state machine does not support '.waitForTaskToken' service integration ",
    );
  });

  it('refuses tags that are too many or too long', () => {
    const tags = Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: '' }));
    new Story().refuses({ ...create, tags }, 'TooManyTags', /50/);
    new Story().refuses(
      { ...create, tags: [{ key: '', value: '' }] },
      'ValidationException',
      /at 'tags\.1\.member\.key'/,
    );
    const long = { key: 'k', value: 'x'.repeat(257) };
    new Story().refuses({ ...create, tags: [long] }, 'ValidationException', /less than or equal to 256/);
  });
});
