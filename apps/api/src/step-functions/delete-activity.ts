import { activityId } from '#contracts';
import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html */
export const deleteActivity = operation(
  'DeleteActivity',
  { activityArn: required(shapes.arn) },
  async ({ activityArn }, { arns, inbox, views }) => {
    const { name } = arns.read(activityArn, 'activity');
    // What is not there is as good as deleted.
    if (await views.activity(name)) await inbox.ask(activityId(name), { type: 'DeleteActivity', name });
    return {};
  },
);
