import { own } from '../../json/object.js';
import { parseResource, type Resource } from '../../resource/parse-resource.js';
import { unless, type Rule } from '../rule.js';

const startsAnExecution = (called: Resource): boolean =>
  'api' in called && ['startExecution', 'startSyncExecution', 'redriveExecution'].includes(called.api);

/** R18. */
export const undoIsOneCommand: Rule = {
  code: 'UNDO_CANNOT_WAIT',
  says: 'An undo MUST NOT start executions, nor wait for a task token or an activity: it is one command that is answered.',
  hint: 'Give it to a participant, whose command can start what it needs.',
  breaches: (compensate, place) => {
    const resource = own(compensate, 'Resource');
    const called = typeof resource === 'string' ? parseResource(resource) : undefined;
    const waits =
      called !== undefined &&
      (called.pattern !== 'REQUEST_RESPONSE' || called.kind === 'activity' || startsAnExecution(called));
    return unless(!waits, place.field('Resource'));
  },
};
