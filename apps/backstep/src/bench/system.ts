import type { Run, RunResult } from './load.js';

/** An engine with the same saga as the others: three steps, the third of which may refuse, and two that are undone then. */
export interface System {
  /** Its name and version, and what it stores in. */
  readonly system: string;
  /** What else there is to know of its figures. */
  readonly facts?: object;
  run(run: Run): Promise<SystemRun>;
  stop(): Promise<void>;
}

export interface SystemRun extends RunResult {
  /** Processor time of an execution, of all processes but the load's and the store's. */
  readonly cpuMs: number;
  readonly rssMb: number;
  /** What else there is to know of this run. */
  readonly facts?: object;
}

/** @param folder for what it stores, which is thrown away */
export type StartSystem = (folder: string, say: (text: string) => void) => Promise<System>;
