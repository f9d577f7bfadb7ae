import type { Page, PageQuery } from '../../model/page.js';
import type { Views } from '../../views.js';
import type { TestLog } from '../test-log.js';

/** A promise of every adapter, and how to see that it is kept. */
export interface Rule {
  readonly name: string;
  run(): Promise<void>;
}

/** Views on an empty database, not open yet; `again` makes others on the same one. */
export interface Setting {
  readonly views: Views;
  again(): Views;
}

export type MakeSetting = () => Promise<Setting>;

export type Check = (views: Views, again: () => Views) => Promise<void>;

export const ruleWith =
  (make: MakeSetting) =>
  (name: string, check: Check): Rule => ({
    name,
    async run() {
      const { views, again } = await make();
      try {
        await views.open();
        await check(views, again);
      } finally {
        await views.close();
      }
    },
  });

export type MakeRule = ReturnType<typeof ruleWith>;

export const fill = async (views: Views, log: TestLog): Promise<void> => void (await views.apply(log.batches()));

export function itemsOf<T>(page: Page<T>): readonly T[] {
  if (!page.ok) throw new Error(page.cause);
  return page.items;
}

/** Every page of a list, one after the other. */
export async function pagesOf<T, Q extends PageQuery>(
  list: (query: Q) => Promise<Page<T>>,
  query: Q,
): Promise<readonly (readonly T[])[]> {
  const pages: (readonly T[])[] = [];
  for (let token: string | undefined; ;) {
    const page = await list({ ...query, ...(token !== undefined && { token }) });
    if (!page.ok) throw new Error(page.cause);
    pages.push(page.items);
    if (pages.length > 10_000) throw new Error('The pages do not end.');
    if (page.next === undefined) return pages;
    token = page.next;
  }
}
