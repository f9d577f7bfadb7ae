import { required } from '../shapes/shape.js';
import { versionArn } from './machine-arn.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html */
export const deleteStateMachineVersion = operation(
  'DeleteStateMachineVersion',
  { stateMachineVersionArn: required(shapes.longArn) },
  async ({ stateMachineVersionArn }, { arns, inbox, views }) => {
    const { name, number } = versionArn(arns, stateMachineVersionArn);
    // What is not there is as good as deleted.
    if (await views.version(name, number)) await inbox.ask(name, { type: 'DeleteStateMachineVersion', name, number });
    return {};
  },
);
