import { setTimeout as pause } from 'node:timers/promises';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { latestOf, readDefinitions } from '../reading/definitions.js';
import { askNow, orStop } from '../sending/ask.js';

/**
 * Deletes a state machine, and waits until every orchestrator can know.
 * @throws Stop if nobody answers.
 */
export async function deleteMachine(session: Session, name: string): Promise<void> {
  orStop(await askNow(session, { entity: name, message: { type: 'DeleteStateMachine', name } }), session);
  const patience = AbortSignal.timeout(session.timeoutMs);
  while (!patience.aborted) {
    const there = latestOf(await readDefinitions(await session.kafka(), session.topics));
    if (!there.some((it) => it.name === name)) return;
    await pause(50);
  }
  throw new Stop(
    EXIT.NO_ANSWER,
    `${name} was deleted, but ${session.topics.definitions} does not say so yet.`,
    'The orchestrator publishes it as soon as it can.',
  );
}
