import { list, required, text } from '../shapes/shape.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { resourceNotFound } from './refusals.js';
import * as shapes from './shapes.js';
import { taggedResource } from './tagged-resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export const untagResource = operation(
  'UntagResource',
  { resourceArn: required(shapes.arn), tagKeys: required(list(text({ min: 1, max: 128 }))) },
  async ({ resourceArn, tagKeys }, service) => {
    const { entity } = await taggedResource(resourceArn, service);
    await service.inbox
      .ask(entity, { type: 'UntagResource', resource: entity, keys: [...tagKeys] })
      .catch(refusedAs({ ResourceNotFound: () => resourceNotFound(resourceArn) }));
    return {};
  },
);
