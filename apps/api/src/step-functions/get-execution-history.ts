import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { withoutExecutionData, type HistoryEvent } from '#contracts';
import type { HistoryItem } from '#views';
import { flag, required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { pageQuery } from './page-query.js';
import { executionDoesNotExist, itemsOf } from './refusals.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory = operation(
  'GetExecutionHistory',
  {
    executionArn: required(shapes.arn),
    maxResults: shapes.maxResults,
    reverseOrder: flag(),
    nextToken: shapes.nextToken,
    includeExecutionData: flag(),
  },
  async (input, { arns, views }) => {
    const { executionArn, reverseOrder: reverse = false, includeExecutionData = true } = input;
    const { id } = arns.read(executionArn, 'execution');
    const page = await views.history({ execution: id, reverse, ...pageQuery(input) });
    const { items, ...next } = itemsOf(page);
    if (items.length === 0 && !(await views.execution(id))) throw executionDoesNotExist(executionArn);
    const events = items.filter(isNumbered);
    return { events: includeExecutionData ? events : events.map(withoutExecutionData), ...next };
  },
);

/** A Compensate state is entered and left in words that AWS does not have; its SDKs hand on a type that they do not know. */
type Numbered = HistoryEvent & { readonly type: HistoryEventType };

/** What AWS has no shape for comes without a number, and only to those who ask for it. */
const isNumbered = (item: HistoryItem): item is Numbered => 'id' in item;
