import { activityId, isName } from '#contracts';
import { required } from '../shapes/shape.js';
import { jsonOf } from './json-text.js';
import { operation } from './operation.js';
import { invalidName } from './refusals.js';
import { seconds } from './seconds.js';
import * as shapes from './shapes.js';
import { tagsOf } from './tags.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html */
export const createActivity = operation(
  'CreateActivity',
  {
    name: required(shapes.name),
    tags: shapes.tags,
    encryptionConfiguration: shapes.encryptionConfiguration,
  },
  async ({ name, tags, encryptionConfiguration }, { arns, inbox }) => {
    if (!isName(name)) throw invalidName(name);
    const { createdAt } = await inbox.ask(activityId(name), {
      type: 'CreateActivity',
      name,
      ...(tags && { tags: tagsOf(tags) }),
      ...(encryptionConfiguration && { encryptionConfiguration: jsonOf(encryptionConfiguration) }),
    });
    return { activityArn: arns.activity(name), creationDate: seconds(createdAt) };
  },
);
