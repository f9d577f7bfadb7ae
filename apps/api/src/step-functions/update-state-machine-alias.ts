import { required } from '../shapes/shape.js';
import { aliasArn } from './machine-arn.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { referencedNotFound } from './refusals.js';
import { routingOf } from './routing.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export const updateStateMachineAlias = operation(
  'UpdateStateMachineAlias',
  {
    stateMachineAliasArn: required(shapes.arn),
    description: shapes.description,
    routingConfiguration: shapes.routingConfiguration,
  },
  async ({ stateMachineAliasArn, description, routingConfiguration }, { arns, inbox, views }) => {
    const { name, alias } = aliasArn(arns, stateMachineAliasArn);
    if (description === undefined && routingConfiguration === undefined)
      throw new StepFunctionsError(
        'ValidationException',
        'Either the description or the routingConfiguration must be specified',
        { reason: 'MISSING_REQUIRED_PARAMETER' },
      );
    const routing = routingConfiguration && routingOf(routingConfiguration, arns);
    const notFound = () => referencedNotFound(stateMachineAliasArn);
    if (!(await views.alias(name, alias)) || (routing && routing.stateMachine !== name)) throw notFound();
    const { updatedAt } = await inbox
      .ask(name, {
        type: 'UpdateStateMachineAlias',
        name,
        alias,
        ...(description !== undefined && { description }),
        ...(routing && { routing: routing.routes }),
      })
      .catch(refusedAs({ StateMachineDoesNotExist: notFound, ResourceNotFound: notFound }));
    return { updateDate: seconds(updatedAt) };
  },
);
