import { required } from '../shapes/shape.js';
import { refuseLabel } from './machine-arn.js';
import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { itemsOf, stateMachineDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html */
export const listStateMachineAliases = operation(
  'ListStateMachineAliases',
  { stateMachineArn: required(shapes.arn), nextToken: shapes.nextToken, maxResults: shapes.maxResults },
  async (input, { arns, views }) => {
    const { stateMachineArn } = input;
    const arn = arns.read(stateMachineArn, 'stateMachine');
    refuseLabel(arn, stateMachineArn);
    const { name, number } = arn;
    if (!(await views.stateMachine(name))) throw stateMachineDoesNotExist(stateMachineArn);
    const of = { stateMachine: name, ...(number !== undefined && { number }) };
    const { items, ...next } = itemsOf(await views.aliases({ ...of, ...pageQuery(input) }));
    const stateMachineAliases = items.map(({ alias, createdAt }) => ({
      stateMachineAliasArn: arns.stateMachine(name, alias),
      creationDate: seconds(createdAt),
    }));
    return { stateMachineAliases, ...next };
  },
);
