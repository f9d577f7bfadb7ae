import { required } from '../shapes/shape.js';
import { describedMapRun } from './described-map-run.js';
import { operation } from './operation.js';
import { resourceNotFound } from './refusals.js';
import * as shapes from './shapes.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export const describeMapRun = operation(
  'DescribeMapRun',
  { mapRunArn: required(shapes.longArn) },
  async ({ mapRunArn }, { arns, views }) => {
    const run = await views.mapRun(arns.read(mapRunArn, 'mapRun').run);
    if (!run) throw resourceNotFound(mapRunArn);
    return describedMapRun(run, arns);
  },
);
