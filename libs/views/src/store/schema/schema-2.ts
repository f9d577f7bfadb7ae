import type { Dialect } from '../database.js';
import { inDialect } from './schema-1.js';

/** Semantic locks. Of a lock that was taken before nothing is known until its next event; `rebuild` knows it. */
const SCRIPT = `
CREATE TABLE backstep_lock_requests (
  key TEXT NOT NULL, task_token TEXT NOT NULL, requester TEXT NOT NULL, held INTEGER NOT NULL,
  since INTEGER NOT NULL, log_offset INTEGER NOT NULL, PRIMARY KEY (key, task_token));
CREATE INDEX backstep_lock_requests_waiting ON backstep_lock_requests (key, since, log_offset) WHERE held = 0;
`;

export const schema2 = (dialect: Dialect): string => inDialect(SCRIPT, dialect);
