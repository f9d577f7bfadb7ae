import { Projector, type ProjectorOptions } from './projector.js';

export interface Rebuilding extends ProjectorOptions {
  /** Records of the log that are still to be taken in. */
  readonly onProgress?: (left: number) => void;
}

/** Empties the views and fills them from the log, up to where it ended when this began. */
export async function rebuild({ onProgress, ...options }: Rebuilding): Promise<void> {
  await options.views.clear();
  const projector = await Projector.start(options);
  try {
    const ends = await options.kafka.offsets(options.log);
    for (const [partition, { start, end }] of ends.entries()) {
      if (end === start) continue;
      while (!(await projector.reached({ partition, offset: end - 1 }, { timeoutMs: 1_000 }))) {
        if (projector.failure && !options.views.isAway(projector.failure)) throw projector.failure;
        onProgress?.((await projector.lag()).reduce((sum, { records }) => sum + records, 0));
      }
    }
  } finally {
    await projector.stop();
  }
}
