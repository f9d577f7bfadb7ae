import { schema } from '../aws.js';
import { shown, type Rule } from '../rule.js';

/** https://states-language.net/spec.html#task-state */
export const heartbeatIsShorter: Rule = {
  code: 'HEARTBEAT_NOT_SHORTER',
  says: 'The value of "HeartbeatSeconds" MUST be smaller than the value of "TimeoutSeconds".',
  breaches: ({ HeartbeatSeconds, TimeoutSeconds }, place) => {
    if (typeof HeartbeatSeconds !== 'number' || typeof TimeoutSeconds !== 'number') return [];
    if (HeartbeatSeconds < TimeoutSeconds) return [];
    const aws = schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", place);
    const found = `${shown(HeartbeatSeconds)} is not below ${TimeoutSeconds}.`;
    return [{ at: place.field('HeartbeatSeconds'), found, aws }];
  },
};
