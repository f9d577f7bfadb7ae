import { float, integer, long, required } from '../shapes/shape.js';
import { operation } from './operation.js';
import { resourceNotFound } from './refusals.js';
import * as shapes from './shapes.js';
import { StepFunctionsError } from './step-functions-error.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html */
export const updateMapRun = operation(
  'UpdateMapRun',
  {
    mapRunArn: required(shapes.longArn),
    maxConcurrency: integer({ min: 0 }),
    toleratedFailurePercentage: float({ min: 0, max: 100 }),
    toleratedFailureCount: long({ min: 0 }),
  },
  async ({ mapRunArn, ...changes }, { arns, views }) => {
    const run = await views.mapRun(arns.read(mapRunArn, 'mapRun').run);
    if (!run) throw resourceNotFound(mapRunArn);
    if (Object.values(changes).every((change) => change === undefined || change === null))
      throw validation(
        'MISSING_REQUIRED_PARAMETER',
        'At least one of the following fields must be specified: [maxConcurrency, toleratedFailurePercentage, toleratedFailureCount]',
      );
    if (run.status !== 'RUNNING')
      throw validation('CANNOT_UPDATE_COMPLETED_MAP_RUN', `Map Run has ended already: '${mapRunArn}'`);
    throw new StepFunctionsError('ValidationException', 'The limits of a Map Run that is going on cannot be changed.');
  },
);

const validation = (reason: string, message: string) =>
  new StepFunctionsError('ValidationException', message, { reason });
