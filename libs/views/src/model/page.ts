/** A page of a list; `next` is the token of the one after it. */
export type Page<T> =
  | { readonly ok: true; readonly items: readonly T[]; readonly next?: string }
  | { readonly ok: false; readonly error: 'InvalidToken'; readonly cause: string };

export interface PageQuery {
  /** Default and most: 1000. */
  readonly limit?: number;
  /** From the page before, of the same query. */
  readonly token?: string;
}

export const MOST_ITEMS = 1000;
