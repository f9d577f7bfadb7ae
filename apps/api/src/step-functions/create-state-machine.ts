import { isName } from '#contracts';
import { flag, required } from '../shapes/shape.js';
import { checkDefinition } from './check-definition.js';
import { operation } from './operation.js';
import { invalidName } from './refusals.js';
import { seconds } from './seconds.js';
import { setUpOf } from './set-up.js';
import * as shapes from './shapes.js';
import { tagsOf } from './tags.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
export const createStateMachine = operation(
  'CreateStateMachine',
  {
    name: required(shapes.name),
    definition: required(shapes.definition),
    roleArn: required(shapes.arn),
    type: shapes.machineType,
    loggingConfiguration: shapes.loggingConfiguration,
    tags: shapes.tags,
    tracingConfiguration: shapes.tracingConfiguration,
    publish: flag(),
    versionDescription: shapes.description,
    encryptionConfiguration: shapes.encryptionConfiguration,
  },
  async (input, { arns, inbox }) => {
    const { name, definition: definitionText, type = 'STANDARD', tags } = input;
    if (!isName(name)) throw invalidName(name);
    const setUp = setUpOf(input);
    checkDefinition(definitionText, type);
    const { createdAt, number } = await inbox.ask(name, {
      type: 'CreateStateMachine',
      name,
      definitionText,
      machineType: type,
      ...setUp,
      ...(tags && { tags: tagsOf(tags) }),
    });
    return {
      stateMachineArn: arns.stateMachine(name),
      creationDate: seconds(createdAt),
      ...(number !== undefined && { stateMachineVersionArn: arns.stateMachine(name, number) }),
    };
  },
);
