import { activityId } from '#contracts';
import type { Session } from '../command-line/session.js';
import { ask, orStop } from '../sending/ask.js';

/**
 * Creates an activity that is not there yet: nobody could ask for its tasks.
 * @returns whether it was not.
 * @throws Stop if it is refused, or nobody answers.
 */
export async function putActivity(session: Session, name: string): Promise<boolean> {
  const entity = activityId(name);
  const log = await session.log();
  // One that is there is no fact, of which the log would say nothing.
  let isThere = false;
  const bookmark = await log.read(log.partitionOf(entity), ({ decision }) => {
    if (decision.entity !== entity) return;
    for (const { type } of decision.events)
      if (type === 'ActivityCreated' || type === 'ActivityDeleted') isThere = type === 'ActivityCreated';
  });
  if (!isThere) orStop(await ask(session, bookmark, { entity, message: { type: 'CreateActivity', name } }), session);
  return !isThere;
}
