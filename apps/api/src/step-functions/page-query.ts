import type { PageQuery } from '#views';

/** What the API takes if nothing is said, or 0. */
const USUAL = 100;

export const pageQuery = ({
  maxResults,
  nextToken,
}: {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}): PageQuery => ({ limit: maxResults || USUAL, ...(nextToken !== undefined && { token: nextToken }) });
