import { parseResource } from '../../resource/parse-resource.js';
import { schema } from '../aws.js';
import { unless, type Rule } from '../rule.js';

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
export const credentialsAreUsed: Rule = {
  code: 'ACTIVITY_WITH_CREDENTIALS',
  says: 'A Task state whose "Resource" is an activity MUST NOT have "Credentials": its worker has its own.',
  breaches: ({ Resource, Credentials }, place) =>
    unless(
      Credentials === undefined || typeof Resource !== 'string' || parseResource(Resource)?.kind !== 'activity',
      place.field('Credentials'),
      schema("The field 'Credentials' is not supported for activities", place),
    ),
};
