import { activityIn, isAboutMessage, isEnd, iterationId, type Decision, type EventOf } from '#contracts';
import { iterationOf } from '../projection/iteration-of.js';
import type { Known } from '../projection/known.js';
import { isOfExecution } from '../projection/project.js';
import type { AttributePaths, ExecutionRow, MapRunRow, Rows, Table } from '../projection/rows.js';
import { among, textsOf, type Sql } from './database.js';
import { rowOf, TABLES } from './schema/tables.js';

/** All that is known of the entities that these decisions are about, read at once. */
export async function load(sql: Sql, decisions: readonly Decision[], paths: KnownPaths): Promise<Known> {
  const wanted = wantedBy(decisions);
  const known = new Loaded(paths);
  for (const row of await rowsOf(sql, 'executions', 'id', wanted.executions)) known.executions.set(row.id, row);
  await loadIterations(sql, known, decisions);
  for (const row of await rowsOf(sql, 'stateMachines', 'name', wanted.stateMachines)) known.machines.set(row.name, row);
  for (const row of await rowsOf(sql, 'activities', 'name', wanted.activities)) known.activities.set(row.name, row);
  for (const row of await rowsOf(sql, 'aliases', 'stateMachine', wanted.aliases))
    known.aliases.set(`${row.stateMachine}:${row.alias}`, row);
  for (const { stateMachine, version } of wanted.started) await paths.read(sql, stateMachine, version);
  return known;
}

interface Wanted {
  readonly executions: readonly string[];
  readonly stateMachines: readonly string[];
  readonly activities: readonly string[];
  readonly aliases: readonly string[];
  readonly started: readonly EventOf<'ExecutionStarted'>[];
}

function wantedBy(decisions: readonly Decision[]): Wanted {
  const [executions, stateMachines, activities, aliases] = Array.from({ length: 4 }, () => new Set<string>());
  const started: EventOf<'ExecutionStarted'>[] = [];
  for (const { entity, events } of decisions) {
    const activity = activityIn(entity);
    for (const event of events) {
      if (event.type === 'ExecutionStarted') started.push(event);
      if (isAboutMessage(event)) continue;
      if (isOfExecution(event)) executions!.add(entity);
      else if (activity !== undefined) activities!.add(activity);
      else stateMachines!.add(entity);
      if ((event.type as string) === 'StateMachineAliasUpdated') aliases!.add(entity);
    }
  }
  return {
    executions: [...executions!],
    stateMachines: [...stateMachines!],
    activities: [...activities!],
    aliases: [...aliases!],
    started,
  };
}

/** Iterations of Distributed Maps are found by the runs of those. */
async function loadIterations(sql: Sql, known: Loaded, decisions: readonly Decision[]): Promise<void> {
  const parents = [...known.executions.values()].filter(({ mapRuns }) => mapRuns > 0).map(({ id }) => id);
  if (parents.length === 0) return;
  for (const run of await rowsOf(sql, 'mapRuns', 'execution', parents)) known.addRun(run);
  const ids = new Set<string>();
  for (const { entity, events } of decisions) {
    for (const event of events) {
      const iteration = isOfExecution(event) && iterationOf(known.mapRuns(entity), event);
      if (iteration) ids.add(iterationId(iteration.mapRun.stateMachine, iteration.mapRun, iteration.index));
    }
  }
  for (const row of await rowsOf(sql, 'executions', 'id', [...ids])) known.executions.set(row.id, row);
  const ending = decisions.filter(({ events }) => events.some(isEnd)).map(({ entity }) => entity);
  const runs = ending.flatMap((entity) => known.mapRuns(entity)).flatMap(({ run }) => (run === undefined ? [] : [run]));
  for (const row of await rowsOf(sql, 'executions', 'mapRun', runs))
    if (row.status === 'RUNNING') known.addRunning(row);
}

async function rowsOf<T extends Table>(
  sql: Sql,
  table: T,
  field: keyof Rows[T] & string,
  values: readonly string[],
): Promise<readonly Rows[T][]> {
  if (values.length === 0) return [];
  const { name, columns } = TABLES[table];
  const column = columns.find((one) => one.field === field)!.name;
  const wanted = columns.filter((one) => one.field !== 'input' || table !== 'executions').map((one) => one.name);
  const found = await sql.all(
    `SELECT ${wanted.join(', ')} FROM ${name} WHERE ${column} IN ${among(sql)}`,
    textsOf(values),
  );
  return found.map((row) => rowOf(table, row));
}

/** A revision never changes, so its paths are read once. */
export class KnownPaths {
  readonly #paths = new Map<string, AttributePaths>();

  get(stateMachine: string, revision: number): AttributePaths | undefined {
    return this.#paths.get(`${stateMachine}:${revision}`);
  }

  async read(sql: Sql, stateMachine: string, revision: number): Promise<void> {
    if (this.get(stateMachine, revision)) return;
    const [row] = await sql.all(
      `SELECT attribute_paths FROM ${TABLES.revisions.name} WHERE state_machine = ? AND revision = ?`,
      stateMachine,
      revision,
    );
    if (!row) return;
    if (this.#paths.size >= MOST_PATHS) this.#paths.clear();
    this.#paths.set(`${stateMachine}:${revision}`, JSON.parse(row['attribute_paths'] as string) as AttributePaths);
  }

  clear(): void {
    this.#paths.clear();
  }
}

const MOST_PATHS = 10_000;

class Loaded implements Known {
  readonly executions = new Map<string, ExecutionRow>();
  readonly machines = new Map<string, Rows['stateMachines']>();
  readonly activities = new Map<string, Rows['activities']>();
  readonly aliases = new Map<string, Rows['aliases']>();
  readonly #runs = new Map<string, MapRunRow[]>();
  readonly #running = new Map<string, ExecutionRow[]>();

  constructor(private readonly paths: KnownPaths) {}

  addRun(run: MapRunRow): void {
    const runs = this.#runs.get(run.execution);
    if (runs) runs.push(run);
    else this.#runs.set(run.execution, [run]);
  }

  addRunning(row: ExecutionRow): void {
    this.executions.set(row.id, row);
    const running = this.#running.get(row.mapRun!);
    if (running) running.push(row);
    else this.#running.set(row.mapRun!, [row]);
  }

  execution(id: string): ExecutionRow | undefined {
    return this.executions.get(id);
  }

  mapRuns(execution: string): readonly MapRunRow[] {
    return this.#runs.get(execution) ?? [];
  }

  runningIterations(run: string): readonly ExecutionRow[] {
    return this.#running.get(run) ?? [];
  }

  stateMachine(name: string): Rows['stateMachines'] | undefined {
    return this.machines.get(name);
  }

  alias(stateMachine: string, alias: string): Rows['aliases'] | undefined {
    return this.aliases.get(`${stateMachine}:${alias}`);
  }

  activity(name: string): Rows['activities'] | undefined {
    return this.activities.get(name);
  }

  attributePaths(stateMachine: string, revision: number): AttributePaths | undefined {
    return this.paths.get(stateMachine, revision);
  }
}
