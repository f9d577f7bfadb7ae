import { defineCommand } from '../command-line/command.js';
import { shorten, table } from '../output/table.js';
import { since } from '../output/times.js';
import { executionOptions, type Access } from '../sources/access.js';
import { sourceFor, type HappenedEvent } from '../sources/source.js';

interface History extends Access {
  readonly execution: string;
  readonly includeCompensation?: boolean | undefined;
}

/** What AWS's history has no word for. */
const OURS = /^Compensation|^RetryScheduled$|^WaitScheduled$|^LateResult$|^TaskHeartbeat$|^ExecutionNeedsAttention$/;

export const history = defineCommand<History>({
  command: 'history <execution>',
  describe: 'Every event of an execution',
  build: (argv) =>
    executionOptions(argv).option('include-compensation', {
      type: 'boolean',
      describe: "What Step Functions' history has no word for too: compensation, retries, waits, late results",
    }),
  run: async (session, { execution: id, includeCompensation, ...access }) => {
    const all = await sourceFor(session, access).events(id);
    const events = all.filter(({ event }) => includeCompensation === true || !OURS.test(event.type));
    const { print } = session;
    if (print.json) return print.line({ execution: id, events: events.map(valueOf) });
    const rows = events.map((happened, i) => rowOf(happened, i, all[0]?.at ?? 0, print.columns));
    print.say(table(['ID', 'TIME', 'EVENT', 'DETAILS'], rows, print.style));
    const left = all.length - events.length;
    if (left > 0) print.note(`${left} more with --include-compensation`);
  },
});

const valueOf = ({ event, at }: HappenedEvent, index: number) => ({
  id: index + 1,
  timestamp: new Date(at).toISOString(),
  ...event,
});

function rowOf({ event, at }: HappenedEvent, index: number, startedAt: number, columns: number): string[] {
  const { type, ...details } = event;
  return [String(index + 1), since(startedAt, at), type, shorten(JSON.stringify(details), Math.max(40, columns - 50))];
}
