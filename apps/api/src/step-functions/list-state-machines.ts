import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { itemsOf } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
export const listStateMachines = operation(
  'ListStateMachines',
  { maxResults: shapes.maxResults, nextToken: shapes.nextToken },
  async (input, { arns, views }) => {
    const { items, ...next } = itemsOf(await views.stateMachines(pageQuery(input)));
    const stateMachines = items.map(({ name, type, createdAt }) => ({
      stateMachineArn: arns.stateMachine(name),
      name,
      type,
      creationDate: seconds(createdAt),
    }));
    return { stateMachines, ...next };
  },
);
