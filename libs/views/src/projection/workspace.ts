import type { Change, Put, Remove } from './change.js';
import type { Known } from './known.js';
import type {
  ActivityRow,
  AliasRow,
  AttributePaths,
  ExecutionRow,
  MapRunRow,
  Rows,
  StateMachineRow,
  Table,
} from './rows.js';

/** The fields that a row is known by. */
export const KEYS: { readonly [T in Table]: readonly (keyof Rows[T])[] } = {
  executions: ['id'],
  decisions: ['execution', 'logOffset'],
  searchAttributes: ['name', 'value', 'startedAt', 'execution'],
  mapRuns: ['execution', 'state', 'visit', 'attempt'],
  activityTasks: ['execution', 'state', 'visit', 'leg'],
  stateMachines: ['name'],
  revisions: ['stateMachine', 'revision'],
  versions: ['stateMachine', 'number'],
  aliases: ['stateMachine', 'alias'],
  activities: ['name'],
  lockRequests: ['key', 'taskToken'],
};

const keyOf = (table: Table, row: object): string =>
  JSON.stringify(KEYS[table].map((field) => (row as { readonly [field: string]: unknown })[field]));

type Pending = { readonly [T in Table]: Map<string, Rows[T]> };

/**
 * What was known, with changes on top; and those changes as what is left of them to write: first what is removed, then
 * what is put, each row once.
 */
export class Workspace implements Known {
  readonly #puts = Object.fromEntries(Object.keys(KEYS).map((table) => [table, new Map()])) as unknown as Pending;
  readonly #removed: Remove[] = [];
  readonly #forgotten = new Set<string>();

  constructor(private readonly before: Known) {}

  take(changes: readonly Change[]): void {
    for (const change of changes) {
      if ('put' in change) this.#pending(change.put).set(keyOf(change.put, change.row), change.row);
      else if ('forget' in change) this.#forget(change.forget);
      else this.#remove(change);
    }
  }

  get forgotten(): readonly string[] {
    return [...this.#forgotten];
  }

  get removed(): readonly Remove[] {
    return this.#removed;
  }

  put<T extends Table>(table: T): readonly Rows[T][] {
    return [...(this.#puts[table] as Map<string, Rows[T]>).values()];
  }

  /** Whether the execution's row was there before. */
  isThere(id: string): boolean {
    const before = this.before.execution(id);
    return before !== undefined && !this.#forgotten.has(before.entity);
  }

  get changes(): Change[] {
    const puts = (Object.keys(KEYS) as Table[]).flatMap((table) =>
      this.put(table).map((row) => ({ put: table, row }) as unknown as Change),
    );
    return [...Array.from(this.#forgotten, (forget) => ({ forget })), ...(this.#removed as Change[]), ...puts];
  }

  execution(id: string): ExecutionRow | undefined {
    return this.#row('executions', { id }) ?? (this.isThere(id) ? this.before.execution(id) : undefined);
  }

  mapRuns(execution: string): readonly MapRunRow[] {
    const before = this.#forgotten.has(execution) ? [] : this.before.mapRuns(execution);
    const runs = new Map(before.map((run) => [keyOf('mapRuns', run), run]));
    for (const [key, run] of this.#puts.mapRuns) if (run.execution === execution) runs.set(key, run);
    return [...runs.values()];
  }

  runningIterations(run: string): readonly ExecutionRow[] {
    const all = new Map(this.before.runningIterations(run).map((row) => [row.id, row]));
    for (const row of this.#puts.executions.values()) if (row.mapRun === run) all.set(row.id, row);
    return [...all.values()].filter(({ status, entity }) => status === 'RUNNING' && !this.#forgotten.has(entity));
  }

  stateMachine(name: string): StateMachineRow | undefined {
    const gone = this.#isRemoved('stateMachines', { name });
    return this.#row('stateMachines', { name }) ?? (gone ? undefined : this.before.stateMachine(name));
  }

  alias(stateMachine: string, alias: string): AliasRow | undefined {
    const gone = this.#isRemoved('aliases', { stateMachine, alias });
    return this.#row('aliases', { stateMachine, alias }) ?? (gone ? undefined : this.before.alias(stateMachine, alias));
  }

  activity(name: string): ActivityRow | undefined {
    const gone = this.#isRemoved('activities', { name });
    return this.#row('activities', { name }) ?? (gone ? undefined : this.before.activity(name));
  }

  attributePaths(stateMachine: string, revision: number): AttributePaths | undefined {
    const put = this.#row('revisions', { stateMachine, revision });
    return put?.attributePaths ?? this.before.attributePaths(stateMachine, revision);
  }

  #pending(table: Table): Map<string, Put['row']> {
    return this.#puts[table];
  }

  #row<T extends Table>(table: T, key: Partial<Rows[T]>): Rows[T] | undefined {
    const rows = this.#puts[table] as Map<string, Rows[T]>;
    return rows.size === 0 ? undefined : rows.get(keyOf(table, key));
  }

  #forget(entity: string): void {
    this.#forgotten.add(entity);
    for (const rows of Object.values(this.#puts) as Map<string, { entity?: string; execution?: string }>[])
      for (const [key, row] of rows) if (row.entity === entity || row.execution === entity) rows.delete(key);
  }

  #remove(change: Remove): void {
    this.#removed.push(change);
    const rows = this.#pending(change.remove);
    for (const [key, row] of rows) if (matches(row, change.where)) rows.delete(key);
  }

  #isRemoved<T extends Table>(table: T, row: Partial<Rows[T]>): boolean {
    return this.#removed.some(({ remove, where }) => remove === table && matches(row, where));
  }
}

const matches = (row: object, where: object): boolean =>
  Object.entries(where).every(([field, value]) => (row as { readonly [field: string]: unknown })[field] === value);
