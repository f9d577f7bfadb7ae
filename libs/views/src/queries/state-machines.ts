import type { Page, PageQuery } from '../model/page.js';
import type {
  Alias,
  AliasQuery,
  Revision,
  StateMachineDetails,
  StateMachineSummary,
  Version,
  VersionQuery,
} from '../model/state-machine.js';
import type { AliasRow, VersionRow } from '../projection/rows.js';
import type { Sql, SqlRow } from '../store/database.js';
import { rowOf, TABLES } from '../store/schema/tables.js';
import { is, listPage } from './list-page.js';

export const listStateMachines = (sql: Sql, query: PageQuery): Promise<Page<StateMachineSummary>> =>
  listPage(
    sql,
    {
      select: `SELECT name, type, created_at FROM ${TABLES.stateMachines.name}`,
      where: [],
      order: ['name'],
      direction: 'ASC',
      about: { list: 'stateMachines' },
      keyOf: ({ name }) => [name as string],
    },
    query,
    (stored) => {
      const { name, type, createdAt } = rowOf('stateMachines', stored);
      return { name, type, createdAt };
    },
  );

export async function describeStateMachine(sql: Sql, name: string): Promise<StateMachineDetails | undefined> {
  const [stored] = await sql.all(`SELECT * FROM ${TABLES.stateMachines.name} WHERE name = ?`, name);
  if (!stored) return undefined;
  const { revision, type, createdAt, updatedAt, tags, configuration } = rowOf('stateMachines', stored);
  const latest = await describeRevision(sql, name, revision);
  if (!latest) return undefined;
  const { definition } = latest;
  const updated = updatedAt !== undefined && { updatedAt };
  return { name, type, createdAt, ...configuration, revision, definition, ...updated, tags };
}

export async function describeRevision(sql: Sql, stateMachine: string, n: number): Promise<Revision | undefined> {
  const { name } = TABLES.revisions;
  const [stored] = await sql.all(`SELECT * FROM ${name} WHERE state_machine = ? AND revision = ?`, stateMachine, n);
  if (!stored) return undefined;
  const { configuration, attributePaths: _, ...revision } = rowOf('revisions', stored);
  return { ...revision, ...configuration };
}

export const listVersions = (sql: Sql, query: VersionQuery): Promise<Page<Version>> =>
  listPage(
    sql,
    {
      select: `SELECT * FROM ${TABLES.versions.name}`,
      where: [is('state_machine = ?', query.stateMachine)],
      order: ['number'],
      direction: 'DESC',
      about: { list: 'versions', stateMachine: query.stateMachine },
      keyOf: ({ number }) => [number as number],
    },
    query,
    versionIn,
  );

export async function describeVersion(sql: Sql, stateMachine: string, number: number): Promise<Version | undefined> {
  const { name } = TABLES.versions;
  const [stored] = await sql.all(`SELECT * FROM ${name} WHERE state_machine = ? AND number = ?`, stateMachine, number);
  return stored && versionIn(stored);
}

function versionIn(stored: SqlRow): Version {
  const { description, ...version }: VersionRow = rowOf('versions', stored);
  return { ...version, ...(description !== undefined && { description }) };
}

export async function listAliases(sql: Sql, query: AliasQuery): Promise<Page<Alias>> {
  const { stateMachine, number } = query;
  const list = {
    select: `SELECT * FROM ${TABLES.aliases.name}`,
    where: [is('state_machine = ?', stateMachine)],
    order: ['alias'],
    direction: 'ASC' as const,
    about: { list: 'aliases', stateMachine, number },
    keyOf: ({ alias }: SqlRow) => [alias as string],
  };
  if (number === undefined) return listPage(sql, list, query, aliasIn);
  // A state machine has at most 100 of them, so those that lead to a version are picked out by hand.
  const all = await sql.all(`${list.select} WHERE state_machine = ?`, stateMachine);
  const leading = all.map(aliasIn).filter(({ routing }) => routing.some((route) => route.number === number));
  const where = [...list.where, is(`alias IN (${leading.map(() => '?').join(', ')})`, ...leading.map((a) => a.alias))];
  return leading.length === 0 ? { ok: true, items: [] } : listPage(sql, { ...list, where }, query, aliasIn);
}

export async function describeAlias(sql: Sql, stateMachine: string, alias: string): Promise<Alias | undefined> {
  const { name } = TABLES.aliases;
  const [stored] = await sql.all(`SELECT * FROM ${name} WHERE state_machine = ? AND alias = ?`, stateMachine, alias);
  return stored && aliasIn(stored);
}

function aliasIn(stored: SqlRow): Alias {
  const { description, ...alias }: AliasRow = rowOf('aliases', stored);
  return { ...alias, ...(description !== undefined && { description }) };
}
