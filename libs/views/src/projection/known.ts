import type { ActivityRow, AliasRow, AttributePaths, ExecutionRow, MapRunRow, StateMachineRow } from './rows.js';

/** What the tables have of the entities that a decision is about, as of just before it. */
export interface Known {
  execution(id: string): ExecutionRow | undefined;
  mapRuns(execution: string): readonly MapRunRow[];
  /** The iterations of a Map Run that are going on. */
  runningIterations(run: string): readonly ExecutionRow[];
  stateMachine(name: string): StateMachineRow | undefined;
  alias(stateMachine: string, alias: string): AliasRow | undefined;
  activity(name: string): ActivityRow | undefined;
  /** Undefined: the revision is not known yet, as it is in another partition of the log. */
  attributePaths(stateMachine: string, revision: number): AttributePaths | undefined;
}
