/** Tasks one after the other, each with its undo: `step-1`, `step-2`, … */
export const chain = (participant: string, steps: number, more: object = {}): object => ({
  StartAt: 'Step1',
  States: Object.fromEntries(
    Array.from({ length: steps }, (_, i) => [
      `Step${i + 1}`,
      {
        Type: 'Task',
        Resource: `kafka:${participant}.step-${i + 1}`,
        ResultPath: `$.step${i + 1}`,
        Compensate: { Resource: `kafka:${participant}.undo-${i + 1}` },
        ...(i + 1 < steps ? { Next: `Step${i + 2}` } : { End: true }),
        ...more,
      },
    ]),
  ),
});

/** The same for each item of the input, one after the other, as a Distributed Map that tolerates nothing. */
export const eachOf = (block: object): object => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...block },
      MaxConcurrency: 1,
      End: true,
    },
  },
});

/** Ends at once. */
export const passes = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };

export const waits = (seconds: number): object => ({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: seconds, End: true } },
});
