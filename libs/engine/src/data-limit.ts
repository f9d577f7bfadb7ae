import type { Problem } from '#contracts';

/** What a state or a resource left is over the limit: the words of AWS. */
export const dataLimitExceeded = (of: string) =>
  ({
    error: 'States.DataLimitExceeded' as const,
    cause: `The state/task '${of}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }) satisfies Problem;
