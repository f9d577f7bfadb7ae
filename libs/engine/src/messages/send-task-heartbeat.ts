import type { Visit } from '#contracts';
import { stepOf, type RunningExecution } from '../execution.js';
import type { Outstanding } from '../scopes/scope-state.js';
import { visitAt } from '../scopes/scope-tree.js';
import type { Handle } from './handle.js';
import { repliedTo } from './replied.js';

/** A heartbeat within this part of `HeartbeatSeconds` of the last recorded one is no event; the time-out has so much slack. */
export const HEARTBEAT_SLACK = 0.1;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export const sendTaskHeartbeat: Handle<'SendTaskHeartbeat'> = (decision, { taskToken }) => {
  const replied = repliedTo(decision.execution, taskToken);
  if (replied.to === 'NOTHING') return replied.refused;
  if ((replied.to !== 'VISIT' && replied.to !== 'UNDO') || !replied.latest) return undefined;
  const { state, visit, attempt } = replied.token;
  const leg = replied.to === 'UNDO' ? 'C' : 'F';
  const out = outOf(replied.execution, replied.token);
  if (out?.heartbeatSeconds === undefined) return undefined;
  if (decision.moment.at - out.heardAt < out.heartbeatSeconds * 1000 * HEARTBEAT_SLACK) return undefined;
  decision.record({ type: 'TaskHeartbeat', state, visit, attempt, leg });
  return undefined;
};

function outOf(execution: RunningExecution, token: Visit & { readonly leg: string }): Outstanding | undefined {
  if (token.leg === 'F') {
    const doing = visitAt(execution, token)?.doing;
    return doing?.phase === 'OUT' ? doing : undefined;
  }
  const undo = stepOf(execution, token)?.undo;
  return undo?.status === 'OUT' ? undo.out : undefined;
}
