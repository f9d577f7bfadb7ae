/**
 * The client of PostgreSQL is CommonJS and must not be given the ES modules of its own parts.
 * @jest-environment-options {"customExportConditions": ["source", "node"]}
 */
import 'reflect-metadata';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { engineTopics } from '#contracts';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { usePostgres, type Postgres } from '#participant/testing';
import { AllAnswers } from '../testing/all-answers.js';
import { ApiStage } from '../testing/api-stage.js';
import { largeLog, writeLog } from '../testing/large-log.js';
import { Operators } from '../testing/operators.js';

const EXECUTIONS = 5_000;
const PARTITIONS = 4;
/** Of each one of so many executions all is asked for, of the others what lists tell; REBUILT_ONE_OF=1 takes minutes. */
const ONE_OF = Number(process.env['REBUILT_ONE_OF'] ?? 100);

interface Filled {
  readonly stage: ApiStage;
  rows(): Promise<ReadonlyMap<string, readonly string[]>>;
}

let postgres: Postgres;
let sqlite: Filled;
let shared: Filled;

const TABLES = "name LIKE 'backstep\\_%' ESCAPE '\\' ORDER BY name";

/** Every row of every table, each as a text. */
function rowsOfSqlite(file: string): ReadonlyMap<string, readonly string[]> {
  const db = new DatabaseSync(file, { readOnly: true });
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND ${TABLES}`).all();
  const rows = new Map(
    tables.map(({ name }) => [
      String(name),
      db
        .prepare(`SELECT * FROM ${String(name)}`)
        .all()
        .map(asText)
        .sort(),
    ]),
  );
  db.close();
  return rows;
}

async function rowsOfPostgres(connectionString: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const client = new Client({ connectionString });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT name FROM (SELECT tablename AS name FROM pg_tables) AS t WHERE ${TABLES}`,
  );
  const rows = new Map<string, readonly string[]>();
  for (const { name } of tables.rows)
    rows.set(name, (await client.query(`SELECT * FROM ${name}`)).rows.map(asText).sort());
  await client.end();
  return rows;
}

/** A number is a text to the client of PostgreSQL, as it may be too large for JavaScript's. */
const asText = (row: object): string =>
  JSON.stringify(
    Object.entries(row)
      .map(([column, value]) => [column, typeof value === 'number' ? String(value) : value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

async function untilFilled({ stage }: Filled): Promise<void> {
  await until(
    'the views have all of the log',
    async () => {
      const { body } = await new Operators(stage).get('/partitions');
      return body.items!.every(({ viewsBehind, logEnd }) => viewsBehind === 0 && Number(logEnd) > 0);
    },
    60_000,
  );
}

beforeAll(async () => {
  const kafka = memoryKafka(memoryBroker());
  const topics = engineTopics('backstep.', PARTITIONS);
  await kafka.ensureTopics(topics);
  const log = await largeLog(EXECUTIONS, PARTITIONS);
  await writeLog(log, kafka, { topic: 'backstep.log', partitions: PARTITIONS });
  postgres = await usePostgres();
  const url = await postgres.database();
  const open = (more: object) =>
    ApiStage.open({ connect: () => kafka, environment: { BACKSTEP_PARTITIONS: String(PARTITIONS), ...more } });
  const [own, theirs] = [await open({}), await open({ DATABASE_URL: url })];
  const file = `${own.api.settings.dataDir}/views.db`;
  sqlite = { stage: own, rows: async () => rowsOfSqlite(file) };
  shared = { stage: theirs, rows: () => rowsOfPostgres(url) };
  await Promise.all([untilFilled(sqlite), untilFilled(shared)]);
}, 600_000);
afterAll(async () => {
  await Promise.all([sqlite?.stage.close(), shared?.stage.close()]);
  await postgres?.stop();
}, 60_000);

interface Looked {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly answers: ReadonlyMap<string, string>;
}

const look = async ({ rows, stage }: Filled): Promise<Looked> => ({
  rows: await rows(),
  answers: await AllAnswers.of(stage.url, ONE_OF),
});

/** Where they differ, in a few words: both are megabytes. */
function differences<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): string[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys]
    .filter((key) => JSON.stringify(a.get(key)) !== JSON.stringify(b.get(key)))
    .map((key) => `${key}: ${JSON.stringify(a.get(key))?.slice(0, 300)} / ${JSON.stringify(b.get(key))?.slice(0, 300)}`)
    .slice(0, 3);
}

describe(`the views of ${EXECUTIONS} executions of all kinds`, () => {
  /** As they were first. */
  const before = new Map<Filled, Looked>();

  it('are the same row for row in both databases, and answer the same to the byte', async () => {
    for (const filled of [sqlite, shared]) before.set(filled, await look(filled));
    const [own, theirs] = [before.get(sqlite)!, before.get(shared)!];
    expect(own.rows.get('backstep_executions')!.length).toBeGreaterThanOrEqual(EXECUTIONS);
    expect(own.rows.get('backstep_lock_requests')!.length).toBeGreaterThan(100);
    expect(own.answers.size).toBeGreaterThan(300);
    expect(differences(own.rows, theirs.rows)).toEqual([]);
    expect(differences(own.answers, theirs.answers)).toEqual([]);
  }, 600_000);

  it.each(['SQLite', 'PostgreSQL'])(
    'are the same after they were emptied and filled again: %s',
    async (database) => {
      const filled = database === 'SQLite' ? sqlite : shared;
      const operators = new Operators(filled.stage);
      const { status, body } = await operators.post('/views/rebuild', {
        by: 'ada',
        why: 'to see that nothing is lost',
      });
      expect([status, Number(body['left']) > EXECUTIONS]).toEqual([200, true]);
      await untilFilled(filled);
      const { rows, answers } = await look(filled);
      expect(differences(before.get(filled)!.rows, rows)).toEqual([]);
      expect(differences(before.get(filled)!.answers, answers)).toEqual([]);
    },
    600_000,
  );
});
