import { defineCommand } from '../command-line/command.js';
import { table } from '../output/table.js';
import { accessOptions, type Access } from '../sources/access.js';
import { sourceFor, type ShownLock } from '../sources/source.js';

export const locks = defineCommand<Access>({
  command: 'locks',
  describe: 'Who holds which lock, and who waits for it',
  build: (argv) => accessOptions(argv),
  run: async (session, access) => {
    const held = await sourceFor(session, access).locks();
    const { print } = session;
    if (print.json) return print.line(held);
    if (held.length === 0) return print.note('No lock is held.');
    print.say(table(['LOCK', 'HELD BY', 'SINCE', 'WAITING'], held.map(rowOf), print.style));
  },
});

/** Of those who wait, a row has room for so many. */
const MOST_WAITING = 3;

function rowOf({ key, holder, since, waiting }: ShownLock): string[] {
  const shown = waiting.slice(0, MOST_WAITING).map(({ execution }) => execution);
  const more = waiting.length > shown.length ? [`${waiting.length - shown.length} more`] : [];
  return [key, holder, since, [...shown, ...more].join(', ')];
}
