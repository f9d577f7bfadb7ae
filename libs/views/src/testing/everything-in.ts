import type { Page, PageQuery } from '../model/page.js';
import type { Views } from '../views.js';
import { pagesOf } from './contract/rule.js';

/** All that the views answer, to be compared with what others answer. */
export async function everythingIn(views: Views): Promise<object> {
  const stateMachines = await all((query) => views.stateMachines(query));
  const listed = await all((query) => views.executions({ ...query }));
  const runs = (await Promise.all(listed.map(({ id }) => all((q) => views.mapRuns({ ...q, execution: id }))))).flat();
  const iterations = await Promise.all(
    runs.map(({ run }) => all((query) => views.executions({ ...query, mapRun: run }))),
  );
  const executions = [...listed, ...iterations.flat()];
  const activities = await all((query) => views.activities(query));
  return {
    positions: await views.positions(),
    counts: await views.counts(),
    stateMachines: await Promise.all(stateMachines.map(({ name }) => stateMachineIn(views, name))),
    activities: await Promise.all(
      activities.map(async (activity) => ({ ...activity, tasks: await views.openTasks(activity.name, 1000) })),
    ),
    lockCounts: await views.lockCounts(),
    locks: await all((query) => views.locks(query)),
    runs,
    executions: await Promise.all(executions.map(({ id, ...summary }) => executionIn(views, id, summary))),
  };
}

const all = async <T>(list: (query: PageQuery) => Promise<Page<T>>): Promise<T[]> =>
  (await pagesOf(list, { limit: 7 })).flat();

const stateMachineIn = async (views: Views, name: string) => ({
  ...(await views.stateMachine(name)),
  versions: await all((query) => views.versions({ ...query, stateMachine: name })),
  aliases: await all((query) => views.aliases({ ...query, stateMachine: name })),
});

async function executionIn(views: Views, id: string, summary: object) {
  const history = await pagesOf((query) => views.history(query), {
    execution: id,
    includeCompensation: true,
    limit: 50,
  });
  const events = await pagesOf((query) => views.events(query), { execution: id, withIterations: true, limit: 50 });
  return { ...summary, ...(await views.execution(id)), history: history.flat(), events: events.flat() };
}
