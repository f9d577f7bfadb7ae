import type { MessageOf, Word } from '#contracts';

/** What a message says of who asks, and why. */
export const wordOf = ({ by, why }: MessageOf<'StopExecution' | 'RedriveExecution'>): Word => ({
  ...(by !== undefined && { by }),
  ...(why !== undefined && { why }),
});
