import type { JsonObject } from '#contracts';
import { itemsFailed } from '../items-failed.js';
import type { Wanted } from '../read-request.js';

export interface Bounds {
  readonly signal: AbortSignal;
  /** Of one object; a larger one is refused. */
  readonly mostBytes: number;
}

/** One place that items may come from, and results may go to: a bucket of S3, a folder, a server. */
export interface Source {
  /** @throws Refused if it is not there or not to be read; anything else may be tried again. */
  read(key: string, bounds: Bounds, wanted?: Wanted): Promise<Buffer>;
  /** What is there, as S3's ListObjectsV2 tells it. */
  list(prefix: string, most: number, bounds: Bounds, wanted?: Wanted): Promise<readonly JsonObject[]>;
  /** All of it or nothing; what had this key before is replaced. @throws Refused as above. */
  write(key: string, data: Buffer, signal: AbortSignal): Promise<void>;
}

/** Of a source without versions and owners. @throws Refused */
export function wantsNothing(source: string, wanted: Wanted = {}): void {
  const [field] = Object.keys(wanted);
  if (field !== undefined) throw itemsFailed(`${source} knows no ${field}`);
}
