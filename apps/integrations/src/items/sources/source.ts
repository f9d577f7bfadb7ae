import type { JsonObject } from '#contracts';

export interface Bounds {
  readonly signal: AbortSignal;
  /** Of one object; a larger one is refused. */
  readonly mostBytes: number;
}

/** One place that items may come from, and results may go to: a bucket of S3, a folder, a server. */
export interface Source {
  /** @throws Refused if it is not there or not to be read; anything else may be tried again. */
  read(key: string, bounds: Bounds): Promise<Buffer>;
  /** What is there, as S3's ListObjectsV2 tells it. */
  list(prefix: string, most: number, bounds: Bounds): Promise<readonly JsonObject[]>;
  /** All of it or nothing; what had this key before is replaced. @throws Refused as above. */
  write(key: string, data: Buffer, signal: AbortSignal): Promise<void>;
}
