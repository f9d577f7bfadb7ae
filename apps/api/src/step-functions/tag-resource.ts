import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { refusedAs } from './refused-as.js';
import { resourceNotFound } from './refusals.js';
import * as shapes from './shapes.js';
import { taggedResource } from './tagged-resource.js';
import { tagsOf } from './tags.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export const tagResource = operation(
  'TagResource',
  { resourceArn: required(shapes.arn), tags: required(shapes.tags) },
  async ({ resourceArn, tags }, service) => {
    const { entity } = await taggedResource(resourceArn, service);
    await service.inbox
      .ask(entity, { type: 'TagResource', resource: entity, tags: tagsOf(tags) })
      .catch(refusedAs({ ResourceNotFound: () => resourceNotFound(resourceArn) }));
    return {};
  },
);
