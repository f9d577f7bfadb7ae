import { required } from '../shapes/shape.js';
import { aliasArn } from './machine-arn.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { referencedNotFound } from './refusals.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html */
export const deleteStateMachineAlias = operation(
  'DeleteStateMachineAlias',
  { stateMachineAliasArn: required(shapes.arn) },
  async ({ stateMachineAliasArn }, { arns, inbox, views }) => {
    const { name, alias } = aliasArn(arns, stateMachineAliasArn);
    const notFound = () => referencedNotFound(stateMachineAliasArn);
    if (!(await views.alias(name, alias))) throw notFound();
    await inbox
      .ask(name, { type: 'DeleteStateMachineAlias', name, alias })
      .catch(refusedAs({ StateMachineDoesNotExist: notFound, ResourceNotFound: notFound }));
    return {};
  },
);
