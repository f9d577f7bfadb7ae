import { resolve } from 'node:path';
import { DEFAULT_PREFIX } from '#contracts';
import type { Environment } from '#runtime';
import type { ParticipantStore } from '../inbox/participant.store.js';
import { SqliteStore } from '../inbox/sqlite.store.js';
import type { ParticipantOptions } from './participant-options.js';

const NAME = /^[a-z][a-z0-9-]*$/;

/** @throws TypeError with advice. */
export function refuseName({ participant }: ParticipantOptions): void {
  if (NAME.test(participant ?? '') && participant.length <= 40) return;
  throw new TypeError(
    `${JSON.stringify(participant)} cannot be the name of a participant: it is the first half of its commands' names and of its topics, ` +
      'in lower case with dashes, at most 40 characters, e.g. "order".',
  );
}

export const topicPrefixOf = (options: ParticipantOptions, env: Environment): string =>
  options.topicPrefix ?? env['BACKSTEP_TOPIC_PREFIX'] ?? DEFAULT_PREFIX;

export const partitionsOf = (options: ParticipantOptions, env: Environment): number | undefined =>
  wholeNumber('BACKSTEP_PARTITIONS', options.partitions, env);

export const sessionTimeoutOf = (options: ParticipantOptions, env: Environment): number =>
  wholeNumber('BACKSTEP_SESSION_TIMEOUT_MS', options.sessionTimeoutMs, env) ?? 6_000;

function wholeNumber(name: string, option: number | undefined, env: Environment): number | undefined {
  const said = option ?? env[name];
  if (said === undefined || said === '') return undefined;
  const number = Number(said);
  if (Number.isInteger(number) && number > 0) return number;
  throw new TypeError(`${name} is ${JSON.stringify(said)}; it must be a whole number above 0.`);
}

/** PostgreSQL where a URL says so, else a SQLite file of the participant's own. */
export async function storeOf(options: ParticipantOptions, env: Environment): Promise<ParticipantStore> {
  const { participant } = options;
  const url = options.databaseUrl ?? env['DATABASE_URL'];
  if (url) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
      throw new TypeError(
        'DATABASE_URL must look like postgres://user:password@host:5432/database. Without it the participant uses SQLite.',
      );
    }
    // Who uses SQLite does not load the client of the other.
    const { PostgresStore } = await import('../inbox/postgres.store.js');
    return new PostgresStore({ participant, url });
  }
  const folder = resolve(options.dataDir ?? env['BACKSTEP_DATA_DIR'] ?? '.backstep');
  return new SqliteStore({
    participant,
    file: `${folder}/${participant}.db`,
    synchronous: synchronousOf(options, env),
  });
}

function synchronousOf(options: ParticipantOptions, env: Environment): 'normal' | 'full' {
  const said = options.synchronous ?? env['BACKSTEP_SYNCHRONOUS'] ?? 'normal';
  if (said === 'normal' || said === 'full') return said;
  throw new TypeError(`BACKSTEP_SYNCHRONOUS is ${JSON.stringify(said)}; it can be normal or full.`);
}
