import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { itemsOf } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html */
export const listActivities = operation(
  'ListActivities',
  { maxResults: shapes.maxResults, nextToken: shapes.nextToken },
  async (input, { arns, views }) => {
    const { items, ...next } = itemsOf(await views.activities(pageQuery(input)));
    const activities = items.map(({ name, createdAt }) => ({
      activityArn: arns.activity(name),
      name,
      creationDate: seconds(createdAt),
    }));
    return { activities, ...next };
  },
);
