import type { Db, ParticipantStore, SqlRow, SqlValue } from '../inbox/participant.store.js';

/** The participant's database for reading, outside of any command: what a `GET` shows. It cannot write. */
export class Database {
  readonly #store: ParticipantStore;

  constructor(store: ParticipantStore) {
    this.#store = store;
  }

  get dialect(): Db['dialect'] {
    return this.#store.dialect;
  }

  async all<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Promise<Row[]> {
    return this.#store.reader.all<Row>(sql, ...values);
  }

  async get<Row extends object = SqlRow>(sql: string, ...values: SqlValue[]): Promise<Row | undefined> {
    return this.#store.reader.get<Row>(sql, ...values);
  }
}
