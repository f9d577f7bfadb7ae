import { required, text } from '../shapes/shape.js';
import { machineArn } from './machine-arn.js';
import { operation } from './operation.js';
import { stateMachineDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export const publishStateMachineVersion = operation(
  'PublishStateMachineVersion',
  { stateMachineArn: required(shapes.arn), revisionId: text(), description: shapes.description },
  async ({ stateMachineArn, revisionId, description }, { arns, inbox, views }) => {
    const { name } = machineArn(arns, stateMachineArn);
    if (!(await views.stateMachine(name))) throw stateMachineDoesNotExist(stateMachineArn);
    const { number, createdAt } = await inbox.ask(name, {
      type: 'PublishStateMachineVersion',
      name,
      ...(revisionId !== undefined && { revisionId }),
      ...(description !== undefined && { description }),
    });
    return { stateMachineVersionArn: arns.stateMachine(name, number), creationDate: seconds(createdAt) };
  },
);
