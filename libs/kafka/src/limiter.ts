/** Runs a task when its turn comes. */
export type Limiter = <T>(task: () => T | Promise<T>) => T | Promise<T>;

/** At most `most` tasks at the same time, in the order they came; no number is no limit. */
export function limiter(most: number | undefined): Limiter {
  if (most === undefined) return (task) => task();
  const waiting: (() => void)[] = [];
  let free = Math.max(1, most);
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
