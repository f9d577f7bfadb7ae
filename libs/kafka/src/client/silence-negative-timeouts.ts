let silenced = false;

/**
 * kafkajs 2.2.4 computes the pause of its request queue as `throttledUntil - now`, which is negative whenever the broker
 * does not throttle, and hands that to setTimeout for every request. Node 24 and later warn about it. The pause is
 * meant to be none, so this one warning says nothing; all others pass.
 */
export function silenceNegativeTimeouts(): void {
  if (silenced) return;
  silenced = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = ((warning: unknown, ...rest: unknown[]) => {
    const [type] = rest;
    const name = typeof type === 'string' ? type : (type as { type?: string } | undefined)?.type;
    if (name === 'TimeoutNegativeWarning') return;
    emitWarning(warning, ...rest);
  }) as typeof process.emitWarning;
}
