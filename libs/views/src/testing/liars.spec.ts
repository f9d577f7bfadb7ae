import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { ExecutionQuery } from '../model/execution.js';
import type { Page, PageQuery } from '../model/page.js';
import { SqlViews } from '../sql-views.js';
import { SqliteDatabase } from '../store/sqlite/sqlite-database.js';
import type { Batch, Views } from '../views.js';
import { viewsContract } from './views-contract.js';

const folder = mkdtempSync(join(tmpdir(), 'lying-views-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Keeps every promise but one. */
type Lie = (views: Views) => Partial<Views>;

const makeLying = (lie: Lie) => async () => {
  const file = join(folder, `${(files += 1)}.db`);
  const again = (): Views => {
    const views = new SqlViews(new SqliteDatabase({ file }));
    const lies = lie(views);
    return new Proxy<Views>(views, {
      get(target, name) {
        const value: unknown = Reflect.get(lies, name) ?? Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return { views: again(), again };
};

const changed = async <T>(page: Promise<Page<T>>, change: (items: readonly T[]) => readonly T[]): Promise<Page<T>> => {
  const given = await page;
  return given.ok ? { ...given, items: change(given.items) } : given;
};

/** A list that takes any token, as it takes none of another question for what it is. */
const trusting =
  <Q extends PageQuery, T>(list: (query: Q) => Promise<Page<T>>, bare: (query: Q) => Q) =>
  async (query: Q): Promise<Page<T>> => {
    const page = await list(query);
    return page.ok ? page : list(bare(query));
  };

const without =
  (...fields: readonly (keyof ExecutionQuery)[]): Lie =>
  (views) => ({
    executions: (query) =>
      views.executions(Object.fromEntries(Object.entries(query).filter(([f]) => !fields.includes(f as never)))),
  });

const narrows = 'narrows the list down by each field, and by several at once';

const LIARS: { readonly [lie: string]: { readonly breaks: string; readonly lie: Lie } } = {
  'takes a batch in wherever its partition stands': {
    breaks: 'takes in the same batch once',
    lie: (views) => ({
      async apply(batches: readonly Batch[]) {
        const stored = new Map((await views.positions()).map((one) => [one.partition, one.offset]));
        return views.apply(
          batches.map(({ from: _, ...batch }) => {
            const from = stored.get(batch.to.partition);
            return { ...batch, ...(from !== undefined && { from }) };
          }),
        );
      },
    }),
  },
  'skips what it does not know the beginning of': {
    breaks: 'takes in nothing that does not begin where its partition stands',
    lie: (views) => ({
      apply: (batches: readonly Batch[]) => views.apply(batches.map(({ from: _, ...rest }) => rest)),
    }),
  },
  'says that it has taken in what it has not': {
    breaks: 'takes in nothing that does not begin where its partition stands',
    lie: (views) => ({
      async apply(batches: readonly Batch[]) {
        await views.apply(batches);
        return batches.map(({ to }) => to);
      },
    }),
  },
  'keeps its positions when it is emptied': {
    breaks: 'knows nothing any more once it is emptied',
    lie: (views) => ({
      async clear() {
        const positions = await views.positions();
        await views.clear();
        await views.apply(positions.map((to) => ({ to, decisions: [] })));
      },
    }),
  },
  'forgets running executions, too': {
    breaks: 'forgets executions that ended before a time, with all that belongs to them',
    lie: (views) => ({
      async prune(before: number) {
        const pruned = await views.prune(before);
        await views.clear();
        return pruned;
      },
    }),
  },
  'forgets nothing': {
    breaks: 'forgets executions that ended before a time, with all that belongs to them',
    lie: () => ({ prune: async () => 3 }),
  },
  'is empty when it is opened': {
    breaks: 'has everything again when it is opened again',
    lie: (views) => ({
      async open() {
        await views.open();
        await views.clear();
      },
    }),
  },
  'tells of an undo once it has ended': {
    breaks: 'lists an undo while it goes on and while it is blocked, and says at the end what became of it',
    lie: (views) => ({
      executions: (query) =>
        changed(views.executions(query), (items) =>
          items.filter(({ status }) => query.compensationStatus === undefined || status !== 'RUNNING'),
        ),
    }),
  },
  'lists oldest first': {
    breaks: 'lists executions newest first, and those that began at the same time by their ids',
    lie: (views) => ({ executions: (query) => changed(views.executions(query), (items) => items.toReversed()) }),
  },
  'does not look at the state machine': { breaks: narrows, lie: without('stateMachine') },
  'does not look at the status': { breaks: narrows, lie: without('status') },
  'does not look at the alias': { breaks: narrows, lie: without('alias') },
  'does not look at the published version': { breaks: narrows, lie: without('versionNumber') },
  'does not look at the undo': { breaks: narrows, lie: without('compensationStatus') },
  'does not look at the time': { breaks: narrows, lie: without('startedFrom') },
  'does not look at attributes': { breaks: narrows, lie: without('attributes') },
  'finds numbers as texts': {
    breaks: narrows,
    lie: (views) => ({
      executions: ({ attributes, ...query }) =>
        views.executions({ ...query, ...(attributes && { attributes: numbersIn(attributes) }) }),
    }),
  },
  'shows iterations in every list': {
    breaks: 'shows iterations as executions, with their run only',
    lie: (views) => ({
      async executions(query: ExecutionQuery) {
        const page = await views.executions(query);
        if (query.mapRun !== undefined || !page.ok) return page;
        const iterations = await views.executions({ mapRun: 'run-1' });
        return iterations.ok ? { ...page, items: [...page.items, ...iterations.items] } : page;
      },
    }),
  },
  'loses the last of each page': {
    breaks: 'gives every execution on one page, whatever the size of pages',
    lie: (views) => ({
      executions: (query) =>
        changed(views.executions(query), (items) => (items.length === query.limit ? items.slice(0, -1) : items)),
    }),
  },
  'begins each page at the top': {
    breaks: 'goes on behind the page before, whatever has begun since',
    lie: (views) => ({ executions: ({ token: _, ...query }) => views.executions(query) }),
  },
  'takes any token': {
    breaks: 'takes a token back for the list that gave it, and for no other',
    lie: (views) => ({
      executions: trusting(
        (query: ExecutionQuery) => views.executions(query),
        ({ token: _, ...query }) => query,
      ),
    }),
  },
  'takes any token for a history': {
    breaks: 'takes the token of a history back for the same question only',
    lie: (views) => ({
      history: trusting(
        (query) => views.history(query),
        ({ token: _, ...query }) => query,
      ),
    }),
  },
  'tells a history forwards only': {
    breaks: 'tells a history as Step Functions does',
    lie: (views) => ({ history: ({ reverse: _, ...query }) => views.history(query) }),
  },
  'loses events where a history is cut': {
    breaks: 'tells a long history page by page, forwards and backwards, whatever their size',
    lie: (views) => ({
      history: (query) =>
        changed(views.history(query), (items) => (items.length === query.limit ? items.slice(1) : items)),
    }),
  },
  'tells of the undo to everybody': {
    breaks: 'tells of the undo where that is asked for, in its place',
    lie: (views) => ({ history: (query) => views.history({ ...query, includeCompensation: true }) }),
  },
  'gives all events again': {
    breaks: 'gives the events behind a place of the log',
    lie: (views) => ({ events: ({ after: _, ...query }) => views.events(query) }),
  },
  'leaves the events of iterations out': {
    breaks: 'gives all events of an execution in the log’s order, with those of its iterations',
    lie: (views) => ({ events: ({ withIterations: _, ...query }) => views.events(query) }),
  },
  'shows the latest revision for each': {
    breaks: 'keeps every revision as it was',
    lie: (views) => ({
      async revision(name: string, revision: number) {
        const latest = (await views.stateMachine(name))?.revision;
        return views.revision(name, Math.max(revision, latest ?? 0));
      },
    }),
  },
  'forgets the revisions of a state machine that is deleted': {
    breaks: 'shows nothing of a state machine that was deleted, but what executions still run',
    lie: (views) => ({
      revision: async (name: string, revision: number) =>
        (await views.stateMachine(name)) && views.revision(name, revision),
    }),
  },
  'lists all aliases for every version': {
    breaks: 'lists aliases by name, and those that lead to a version',
    lie: (views) => ({ aliases: ({ number: _, ...query }) => views.aliases(query) }),
  },
  'lists the oldest version first': {
    breaks: 'lists published versions newest first',
    lie: (views) => ({
      versions: (query) => changed(views.versions({ ...query, limit: 9 }), (all) => all.toReversed()),
    }),
  },
  'hands out the newest task first': {
    breaks: 'lists an activity’s tasks that nobody has taken, the longest waiting first',
    lie: (views) => ({
      openTasks: async (name: string, limit = 1) => (await views.openTasks(name, 99)).toReversed().slice(0, limit),
    }),
  },
  'counts twice': {
    breaks: 'counts executions by state machine, status and compensation',
    lie: (views) => ({
      async counts(name?: string) {
        const { byStatus, byCompensation } = await views.counts(name);
        return { byStatus: byStatus.map((one) => ({ ...one, count: 2 * one.count })), byCompensation };
      },
    }),
  },
};

const numbersIn = (attributes: NonNullable<ExecutionQuery['attributes']>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, value !== '' && !isNaN(+value) ? +value : value]),
  );

describe('the contract catches views that', () => {
  for (const [name, { lie, breaks }] of Object.entries(LIARS)) {
    it(name, async () => {
      const caught = viewsContract(makeLying(lie)).find((rule) => rule.name === breaks);
      expect(caught).toBeDefined();
      await expect(caught?.run()).rejects.toThrow();
    });
  }
});
