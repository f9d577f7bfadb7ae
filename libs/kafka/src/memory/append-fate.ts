import type { OutRecord } from '../port.js';

/** What a network may do to an append; `late` is when the test says `landLate`. */
export type AppendFate =
  'lands' | 'lands twice' | 'lands now and late' | 'lands and fails' | 'fails and lands late' | 'fails';

export interface Append {
  readonly clientId: string;
  /** Each with its partition. */
  readonly records: readonly OutRecord[];
}
