import type { Activity, OpenTask } from '../model/activity.js';
import type { Page, PageQuery } from '../model/page.js';
import type { ActivityRow, ActivityTaskRow } from '../projection/rows.js';
import type { Sql, SqlRow } from '../store/database.js';
import { rowOf, TABLES } from '../store/schema/tables.js';
import { listPage } from './list-page.js';

export const listActivities = (sql: Sql, query: PageQuery): Promise<Page<Activity>> =>
  listPage(
    sql,
    {
      select: `SELECT * FROM ${TABLES.activities.name}`,
      where: [],
      order: ['name'],
      direction: 'ASC',
      about: { list: 'activities' },
      keyOf: ({ name }) => [name as string],
    },
    query,
    activityIn,
  );

export async function describeActivity(sql: Sql, name: string): Promise<Activity | undefined> {
  const [stored] = await sql.all(`SELECT * FROM ${TABLES.activities.name} WHERE name = ?`, name);
  return stored && activityIn(stored);
}

function activityIn(stored: SqlRow): Activity {
  const { encryptionConfiguration, ...activity }: ActivityRow = rowOf('activities', stored);
  return { ...activity, ...(encryptionConfiguration !== undefined && { encryptionConfiguration }) };
}

export async function listOpenTasks(sql: Sql, activity: string, limit: number): Promise<readonly OpenTask[]> {
  const rows = await sql.all(
    `SELECT * FROM ${TABLES.activityTasks.name} WHERE activity = ?
      ORDER BY scheduled_at, execution, state, visit, leg LIMIT ?`,
    activity,
    limit,
  );
  return rows.map((stored) => {
    const { dueAt, heartbeatSeconds, ...task }: ActivityTaskRow = rowOf('activityTasks', stored);
    return {
      ...task,
      ...(dueAt !== undefined && { dueAt }),
      ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
    };
  });
}
