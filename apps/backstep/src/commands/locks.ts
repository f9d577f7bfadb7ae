import type { HeldLock } from '#resources';
import { defineCommand } from '../command-line/command.js';
import { table } from '../output/table.js';
import { Locks } from '../reading/locks.js';

export const locks = defineCommand({
  command: 'locks',
  describe: 'Who holds which lock, and who waits for it',
  run: async (session) => {
    const all = new Locks();
    await (await session.log()).readAll((counted) => all.take(counted));
    const { print } = session;
    if (print.json) return print.line(all.held.map(valueOf));
    if (all.held.length === 0) return print.note('No lock is held.');
    print.say(table(['LOCK', 'HELD BY', 'SINCE', 'WAITING'], all.held.map(rowOf), print.style));
  },
});

const instant = (at: number): string => new Date(at).toISOString();

/** Without the tokens: they are the executions' own. */
const valueOf = ({ key, holder, since, queue }: HeldLock) => ({
  key,
  holder,
  since: instant(since),
  waiting: queue.map((request) => ({ execution: request.execution, since: instant(request.since) })),
});

/** Of those who wait, a row has room for so many. */
const MOST_WAITING = 3;

function rowOf({ key, holder, since, queue }: HeldLock): string[] {
  const shown = queue.slice(0, MOST_WAITING).map(({ execution }) => execution);
  const more = queue.length > shown.length ? [`${queue.length - shown.length} more`] : [];
  return [key, holder, instant(since), [...shown, ...more].join(', ')];
}
