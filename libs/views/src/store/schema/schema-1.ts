import type { Dialect } from '../database.js';

/** A migration that was released never changes; the next one alters what it left. */
const SCRIPT = `
CREATE TABLE backstep_positions (
  partition INTEGER PRIMARY KEY, log_offset INTEGER NOT NULL, epoch INTEGER NOT NULL, owner TEXT NOT NULL,
  seq INTEGER NOT NULL, last_record TEXT NOT NULL);

CREATE TABLE backstep_executions (
  id TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL, state_machine TEXT NOT NULL, name TEXT NOT NULL,
  status TEXT NOT NULL, revision INTEGER NOT NULL, version_number INTEGER, alias TEXT,
  started_at INTEGER NOT NULL, stopped_at INTEGER, compensation_status TEXT NOT NULL,
  redrive_count INTEGER NOT NULL, redriven_at INTEGER, attention TEXT, map_run TEXT, child TEXT,
  express INTEGER, nonce TEXT NOT NULL, role_arn TEXT, trace_header TEXT, attributes TEXT, undo TEXT,
  open_tasks TEXT, events INTEGER NOT NULL, marked INTEGER NOT NULL, map_runs INTEGER NOT NULL,
  partition INTEGER NOT NULL, log_offset INTEGER NOT NULL,
  input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT);
CREATE INDEX backstep_executions_started ON backstep_executions (started_at, id);
CREATE INDEX backstep_executions_machine ON backstep_executions (state_machine, started_at, id);
CREATE INDEX backstep_executions_status ON backstep_executions (status, started_at, id);
CREATE INDEX backstep_executions_machine_status ON backstep_executions (state_machine, status, started_at, id);
CREATE INDEX backstep_executions_name ON backstep_executions (name);
CREATE INDEX backstep_executions_undo ON backstep_executions (compensation_status, started_at, id)
  WHERE compensation_status <> 'NONE';
CREATE INDEX backstep_executions_attention ON backstep_executions (started_at, id) WHERE attention IS NOT NULL;
CREATE INDEX backstep_executions_map_run ON backstep_executions (map_run, started_at, id) WHERE map_run IS NOT NULL;
CREATE INDEX backstep_executions_parent ON backstep_executions (entity) WHERE map_run IS NOT NULL;
CREATE INDEX backstep_executions_early ON backstep_executions (state_machine, revision) WHERE attributes IS NULL;

CREATE TABLE backstep_decisions (
  execution TEXT NOT NULL, log_offset INTEGER NOT NULL, entity TEXT NOT NULL, at INTEGER NOT NULL,
  seq INTEGER NOT NULL, events TEXT NOT NULL, places TEXT, PRIMARY KEY (execution, log_offset));
CREATE INDEX backstep_decisions_iterations ON backstep_decisions (entity, log_offset) WHERE execution <> entity;

CREATE TABLE backstep_history_marks (
  execution TEXT NOT NULL, log_offset INTEGER NOT NULL, history TEXT NOT NULL,
  PRIMARY KEY (execution, log_offset));

CREATE TABLE backstep_search_attributes (
  name TEXT NOT NULL, value TEXT NOT NULL, started_at INTEGER NOT NULL, execution TEXT NOT NULL,
  PRIMARY KEY (name, value, started_at, execution));
CREATE INDEX backstep_search_attributes_execution ON backstep_search_attributes (execution);

CREATE TABLE backstep_map_runs (
  execution TEXT NOT NULL, state TEXT NOT NULL, visit INTEGER NOT NULL, attempt INTEGER NOT NULL,
  state_machine TEXT NOT NULL, label TEXT, run TEXT, status TEXT NOT NULL, started_at INTEGER NOT NULL,
  stopped_at INTEGER, max_concurrency INTEGER, tolerated_failure_count INTEGER,
  tolerated_failure_percentage TEXT, total INTEGER NOT NULL, begun INTEGER NOT NULL,
  succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, aborted INTEGER NOT NULL,
  PRIMARY KEY (execution, state, visit, attempt));
CREATE INDEX backstep_map_runs_run ON backstep_map_runs (run);

CREATE TABLE backstep_activity_tasks (
  execution TEXT NOT NULL, state TEXT NOT NULL, visit INTEGER NOT NULL, leg TEXT NOT NULL,
  activity TEXT NOT NULL, attempt INTEGER NOT NULL, nonce TEXT NOT NULL, input TEXT NOT NULL,
  scheduled_at INTEGER NOT NULL, due_at INTEGER, heartbeat_seconds INTEGER,
  PRIMARY KEY (execution, state, visit, leg));
CREATE INDEX backstep_activity_tasks_waiting ON backstep_activity_tasks (activity, scheduled_at, execution);

CREATE TABLE backstep_state_machines (
  name TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL, type TEXT NOT NULL, created_at INTEGER NOT NULL,
  updated_at INTEGER, configuration TEXT NOT NULL, tags TEXT NOT NULL);

CREATE TABLE backstep_revisions (
  state_machine TEXT NOT NULL, revision INTEGER NOT NULL, type TEXT NOT NULL, created_at INTEGER NOT NULL,
  configuration TEXT NOT NULL, attribute_paths TEXT NOT NULL, definition TEXT NOT NULL,
  PRIMARY KEY (state_machine, revision));

CREATE TABLE backstep_versions (
  state_machine TEXT NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, description TEXT,
  created_at INTEGER NOT NULL, PRIMARY KEY (state_machine, number));

CREATE TABLE backstep_aliases (
  state_machine TEXT NOT NULL, alias TEXT NOT NULL, description TEXT, routing TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (state_machine, alias));

CREATE TABLE backstep_activities (
  name TEXT NOT NULL PRIMARY KEY, created_at INTEGER NOT NULL, encryption_configuration TEXT,
  tags TEXT NOT NULL);
`;

/** PostgreSQL compares texts byte by byte then, as SQLite does: lists come in one order. Its INTEGER is too small. */
export const inDialect = (script: string, dialect: Dialect): string =>
  dialect === 'sqlite'
    ? script
    : script.replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"').replaceAll(/\bINTEGER\b/g, 'BIGINT');

export const schema1 = (dialect: Dialect): string => inDialect(SCRIPT, dialect);
