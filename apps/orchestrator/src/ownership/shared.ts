import type { LambdaRoute } from '#engine';
import type { LogWriter, PartitionReader } from '#kafka';
import type { Settings } from '../configuration.js';
import type { Dispatcher } from '../dispatch/dispatcher.js';
import type { Registry } from '../registry/registry.js';

/** What every partition of a process shares. */
export interface Shared {
  readonly settings: Settings;
  readonly logWriter: LogWriter;
  readonly checkpointWriter: LogWriter;
  readonly reader: PartitionReader;
  readonly dispatcher: Dispatcher;
  readonly registry: Registry;
  readonly route: LambdaRoute;
  readonly report: Report;
  readonly now: () => number;
}

/** What is worth telling of a partition. */
export interface Report {
  tookOver(partition: number, facts: { epoch: number; live: number; tail: number; tookMs: number }): void;
  steppedDown(partition: number, error: unknown): void;
  /** A batch counts. `tookMs`: from sending it until that is known. */
  appended(batch: { readonly decisions: number; readonly tookMs: number }): void;
  /** It cannot be owned until a person did something. */
  stuck(partition: number, error: unknown): void;
}
