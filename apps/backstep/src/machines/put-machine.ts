import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Json, LogEvent, Message } from '#contracts';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { latestOf, readDefinitions, type Definition } from '../reading/definitions.js';
import type { Described } from '../templates/state-machines-in.js';
import { askNow, orStop, type Answered } from '../sending/ask.js';

export interface Put {
  readonly name: string;
  readonly version: number;
  readonly offset: number;
  readonly what: 'CREATED' | 'UPDATED' | 'UNCHANGED';
}

/**
 * Creates the state machine, or updates it if it is there with another definition, and waits until the definition is
 * on its topic, where every orchestrator finds it.
 * @throws Stop if it is refused, or nobody answers.
 */
export async function putMachine(session: Session, machine: Described): Promise<Put> {
  const { name, definition } = machine;
  const known = await latestNamed(session, name);
  if (known && isDeepStrictEqual(known.definition, definition)) return putOf(known, 'UNCHANGED');
  const created = known ? undefined : await change(session, 'CreateStateMachine', machine);
  const exists =
    created === undefined || (created.kind === 'REJECTED' && created.error === 'StateMachineAlreadyExists');
  const answered = exists ? await change(session, 'UpdateStateMachine', { name, definition }) : created;
  const version = versionIn(orStop(answered, session));
  const published = await untilPublished(session, name, definition, version);
  return putOf(published, exists ? 'UPDATED' : 'CREATED');
}

const putOf = ({ name, version, offset }: Definition, what: Put['what']): Put => ({ name, version, offset, what });

type Change = 'CreateStateMachine' | 'UpdateStateMachine';

const change = (session: Session, type: Change, machine: Described): Promise<Answered> =>
  askNow(session, { entity: machine.name, message: { type, ...machine } as Message });

function versionIn(events: readonly LogEvent[]): number | undefined {
  for (const event of events)
    if (event.type === 'StateMachineCreated' || event.type === 'StateMachineUpdated') return event.version;
  return undefined;
}

const latestNamed = async (session: Session, name: string): Promise<Definition | undefined> =>
  latestOf(await readDefinitions(await session.kafka(), session.topics)).find((it) => it.name === name);

async function untilPublished(
  session: Session,
  name: string,
  definition: Json,
  version: number | undefined,
): Promise<Definition> {
  const patience = AbortSignal.timeout(session.timeoutMs);
  while (!patience.aborted) {
    const found = await latestNamed(session, name);
    const wanted =
      found && (version === undefined ? isDeepStrictEqual(found.definition, definition) : found.version >= version);
    if (wanted) return found;
    await pause(50);
  }
  throw new Stop(
    EXIT.NO_ANSWER,
    `${name} was accepted, but is not on ${session.topics.definitions} yet.`,
    'The orchestrator publishes it as soon as it can; `npx backstep machines list` shows when it is there.',
  );
}
