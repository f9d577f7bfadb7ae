import type { ExecutionDetails } from '#views';

/** What went into an execution and came out of it, unless only metadata is wanted. */
export function executionData({ input, output, error, cause }: ExecutionDetails, includedData: string | undefined) {
  const included = includedData !== 'METADATA_ONLY';
  return {
    inputDetails: { included },
    ...(included && { input }),
    ...(output !== undefined && { outputDetails: { included }, ...(included && { output }) }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
