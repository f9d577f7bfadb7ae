import { required } from '../shapes/shape.js';
import { machineArn } from './machine-arn.js';
import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { itemsOf } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html */
export const listStateMachineVersions = operation(
  'ListStateMachineVersions',
  { stateMachineArn: required(shapes.arn), nextToken: shapes.nextToken, maxResults: shapes.maxResults },
  async (input, { arns, views }) => {
    const { name } = machineArn(arns, input.stateMachineArn);
    const { items, ...next } = itemsOf(await views.versions({ stateMachine: name, ...pageQuery(input) }));
    const stateMachineVersions = items.map(({ number, createdAt }) => ({
      stateMachineVersionArn: arns.stateMachine(name, number),
      creationDate: seconds(createdAt),
    }));
    return { stateMachineVersions, ...next };
  },
);
