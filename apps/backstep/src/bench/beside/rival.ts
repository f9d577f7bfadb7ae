import type { Run, RunResult } from '../load.js';

/** Another engine, with the same saga: three steps, the third of which may refuse, and two that are undone then. */
export interface Rival {
  /** Its name and version, and what it stores in. */
  readonly system: string;
  /** @returns the runs, and the processor time of all its processes but the load's and a database's */
  run(run: Run): Promise<RunResult & { readonly cpuMs: number; readonly rssMb: number }>;
  stop(): Promise<void>;
}

export type StartRival = (folder: string, say: (text: string) => void) => Promise<Rival>;
