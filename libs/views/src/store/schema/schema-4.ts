import type { Dialect } from '../database.js';
import { inDialect } from './schema-1.js';

/** Redrives of a Map run: before there was none. */
const SCRIPT = `
ALTER TABLE backstep_map_runs ADD COLUMN redrive_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN redriven_at INTEGER;
ALTER TABLE backstep_map_runs ADD COLUMN pending_redrive INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN executions_pending_redrive INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN not_redrivable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE backstep_map_runs ADD COLUMN executions_not_redrivable INTEGER NOT NULL DEFAULT 0;
`;

export const schema4 = (dialect: Dialect): string => inDialect(SCRIPT, dialect);
