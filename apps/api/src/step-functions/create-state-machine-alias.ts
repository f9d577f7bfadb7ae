import { required, text } from '../shapes/shape.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { referencedNotFound } from './refusals.js';
import { routingOf } from './routing.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** A number alone would be a version's. */
const ALIAS = {
  test: /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/,
  source: '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$',
};

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html */
export const createStateMachineAlias = operation(
  'CreateStateMachineAlias',
  {
    description: shapes.description,
    name: required(text({ min: 1, max: 80, pattern: ALIAS })),
    routingConfiguration: required(shapes.routingConfiguration),
  },
  async ({ name: alias, description, routingConfiguration }, { arns, inbox }) => {
    const { stateMachine, routes } = routingOf(routingConfiguration, arns);
    const stateMachineAliasArn = arns.stateMachine(stateMachine, alias);
    const notFound = () => referencedNotFound(stateMachineAliasArn);
    const { createdAt } = await inbox
      .ask(stateMachine, {
        type: 'CreateStateMachineAlias',
        name: stateMachine,
        alias,
        routing: routes,
        ...(description !== undefined && { description }),
      })
      .catch(refusedAs({ StateMachineDoesNotExist: notFound, ResourceNotFound: notFound }));
    return { stateMachineAliasArn, creationDate: seconds(createdAt) };
  },
);
