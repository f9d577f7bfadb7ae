import type { StateMachine } from '#asl';
import { advance } from './advance.js';
import { Decision, type Decided, type EngineMessage, type Moment } from './decision.js';
import type { Execution } from './execution.js';
import { handle } from './messages/handle.js';

/**
 * What a message makes of an execution: the facts, in order; none if it is a repeat or nothing is due. Pure: all of time and
 * chance is in the moment.
 * @returns `error` of a refused message is the name that AWS's API has for it.
 * @throws Error for a bug only
 */
export async function decide(
  machine: StateMachine,
  execution: Execution,
  message: EngineMessage,
  moment: Moment,
): Promise<Decided> {
  const decision = new Decision(machine, execution, moment);
  const refused = await handle(decision, message);
  if (refused) return refused;
  if (decision.events.length > 0) await advance(decision);
  return { ok: true, events: decision.events, after: decision.execution };
}
