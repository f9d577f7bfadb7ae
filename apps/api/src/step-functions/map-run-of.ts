import type { ExecutionSummary, MapRun, Reading } from '#views';

/** The run of a Distributed Map that an execution is an iteration of. */
export const mapRunOf = async ({ mapRun }: ExecutionSummary, views: Reading): Promise<MapRun | undefined> =>
  mapRun === undefined ? undefined : views.mapRun(mapRun);
