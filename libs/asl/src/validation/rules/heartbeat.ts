import type { Rule } from '../rule.js';
import { shown } from '../rule.js';

/** https://states-language.net/spec.html#task-state */
export const heartbeatIsShorter: Rule = {
  code: 'HEARTBEAT_NOT_SHORTER',
  says: 'The value of "HeartbeatSeconds" MUST be smaller than the value of "TimeoutSeconds".',
  breaches: ({ HeartbeatSeconds, TimeoutSeconds }, place) =>
    typeof HeartbeatSeconds === 'number' && typeof TimeoutSeconds === 'number' && HeartbeatSeconds >= TimeoutSeconds
      ? [{ at: place.field('HeartbeatSeconds'), found: `${shown(HeartbeatSeconds)} is not below ${TimeoutSeconds}.` }]
      : [],
};
