import { expect, it } from '@jest/globals';
import { itemSource } from '../index.js';

const GET = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';

it.each([
  [GET, { Bucket: 'orders', Key: 'june/all.csv' }, 'S3://orders/june/all.csv'],
  [LIST, { Bucket: 'orders', Prefix: 'june/' }, 'S3://orders'],
  [LIST, { Bucket: 'orders', Key: 'odd' }, 'S3://orders'],
  [GET, { Bucket: 'file:', Key: 'all.csv' }, 'file:all.csv'],
  [GET, { Bucket: 'file:june', Key: 'all.csv' }, 'file:june/all.csv'],
  [GET, { Bucket: 'https://example.org/june/', Key: 'all.csv' }, 'https://example.org/june/all.csv'],
  [GET, { Bucket: 1 }, undefined],
  [GET, 'orders', undefined],
])('%s of %j reads %s', (resource, target, uri) => {
  expect(itemSource(resource, target)).toBe(uri);
});
