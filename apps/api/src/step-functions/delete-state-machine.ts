import { required } from '../shapes/shape.js';
import { machineArn } from './machine-arn.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html */
export const deleteStateMachine = operation(
  'DeleteStateMachine',
  { stateMachineArn: required(shapes.arn) },
  async ({ stateMachineArn }, { arns, inbox, views }) => {
    const { name } = machineArn(arns, stateMachineArn);
    // What is not there is as good as deleted.
    if (await views.stateMachine(name)) await inbox.ask(name, { type: 'DeleteStateMachine', name });
    return {};
  },
);
