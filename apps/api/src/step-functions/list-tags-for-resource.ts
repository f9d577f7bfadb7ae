import { required } from '../shapes/shape.js';
import { operation } from './operation.js';
import * as shapes from './shapes.js';
import { taggedResource } from './tagged-resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export const listTagsForResource = operation(
  'ListTagsForResource',
  { resourceArn: required(shapes.arn) },
  async ({ resourceArn }, service) => {
    const { resource } = await taggedResource(resourceArn, service);
    return { tags: resource.tags.map(({ key, value }) => ({ key, value })) };
  },
);
