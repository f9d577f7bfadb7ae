import { required } from '../shapes/shape.js';
import { aliasArn } from './machine-arn.js';
import { operation } from './operation.js';
import { referencedNotFound } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html */
export const describeStateMachineAlias = operation(
  'DescribeStateMachineAlias',
  { stateMachineAliasArn: required(shapes.arn) },
  async ({ stateMachineAliasArn }, { arns, views }) => {
    const { name, alias } = aliasArn(arns, stateMachineAliasArn);
    const found = await views.alias(name, alias);
    if (!found) throw referencedNotFound(stateMachineAliasArn);
    return {
      stateMachineAliasArn,
      name: alias,
      ...(found.description !== undefined && { description: found.description }),
      routingConfiguration: found.routing.map(({ number, weight }) => ({
        stateMachineVersionArn: arns.stateMachine(name, number),
        weight,
      })),
      creationDate: seconds(found.createdAt),
      updateDate: seconds(found.updatedAt),
    };
  },
);
