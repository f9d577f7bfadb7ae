import { required } from '../shapes/shape.js';
import { encryptionOf } from './configuration.js';
import { operation } from './operation.js';
import { activityDoesNotExist } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export const describeActivity = operation(
  'DescribeActivity',
  { activityArn: required(shapes.arn) },
  async ({ activityArn }, { arns, views }) => {
    const { name } = arns.read(activityArn, 'activity');
    const activity = await views.activity(name);
    if (!activity) throw activityDoesNotExist(activityArn);
    return {
      activityArn,
      name,
      creationDate: seconds(activity.createdAt),
      encryptionConfiguration: encryptionOf(activity) ?? { type: 'AWS_OWNED_KEY' },
    };
  },
);
