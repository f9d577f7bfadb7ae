import { isObject } from '../../json/object.js';
import { requiredField, schema } from '../aws.js';
import type { Shape } from '../shape.js';
import { objectTemplate } from './common.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
export const credentials: Shape = (value, place, report) => {
  objectTemplate(value, place, report);
  if (!isObject(value) || Object.hasOwn(value, 'RoleArn') || Object.hasOwn(value, 'RoleArn.$')) return;
  report.add({
    severity: 'ERROR',
    code: 'MISSING_FIELD',
    path: place.path,
    message: 'A Credentials object MUST have a field named "RoleArn".',
    aws: schema(requiredField('RoleArn'), place),
  });
};
