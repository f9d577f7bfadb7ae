import type { Dialect } from '../database.js';
import { inDialect } from './schema-1.js';

/** The executions of a Map run. Of a run that was there before they are its items; `rebuild` knows better of batches. */
const SCRIPT = `
ALTER TABLE backstep_map_runs ADD COLUMN executions_begun INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN executions_succeeded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN executions_failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN executions_aborted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN most_items INTEGER;
ALTER TABLE backstep_map_runs ADD COLUMN written INTEGER NOT NULL DEFAULT 0;
UPDATE backstep_map_runs SET executions_begun = begun, executions_succeeded = succeeded,
  executions_failed = failed, executions_aborted = aborted;
`;

export const schema3 = (dialect: Dialect): string => inDialect(SCRIPT, dialect);
