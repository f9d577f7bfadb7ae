import { happened, NOTHING, type Decide } from '../decide.js';
import { activityOf } from '../resource.js';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html */
export const deleteActivity: Decide<'DeleteActivity'> = (before, { name }) =>
  activityOf(before) ? happened({ type: 'ActivityDeleted', name }) : NOTHING;
