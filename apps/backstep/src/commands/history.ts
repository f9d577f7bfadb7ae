import { defineCommand } from '../command-line/command.js';
import { shorten, table } from '../output/table.js';
import { since } from '../output/times.js';
import type { Happened } from '../reading/folded.js';
import { readStory } from '../reading/story.js';

interface History {
  readonly execution: string;
  readonly includeCompensation?: boolean | undefined;
}

/** What AWS's history has no word for. */
const OURS = /^Compensation|^RetryScheduled$|^WaitScheduled$|^LateResult$|^TaskHeartbeat$|^ExecutionNeedsAttention$/;

export const history = defineCommand<History>({
  command: 'history <execution>',
  describe: 'Every event of an execution',
  build: (argv) =>
    argv
      .positional('execution', { type: 'string', demandOption: true, describe: '<state machine>:<name>' })
      .option('include-compensation', {
        type: 'boolean',
        describe: "What Step Functions' history has no word for too: compensation, retries, waits, late results",
      }),
  run: async (session, { execution: id, includeCompensation }) => {
    const { story } = await readStory(session, id);
    const events = story.happened.filter(({ event }) => includeCompensation === true || !OURS.test(event.type));
    const { print } = session;
    if (print.json) return print.line({ execution: id, events: events.map(valueOf) });
    const rows = events.map((happened, i) => rowOf(happened, i, story.startedAt, print.columns));
    print.say(table(['ID', 'TIME', 'EVENT', 'DETAILS'], rows, print.style));
    const left = story.happened.length - events.length;
    if (left > 0) print.note(`${left} more with --include-compensation`);
  },
});

const valueOf = ({ event, at }: Happened, index: number) => ({
  id: index + 1,
  timestamp: new Date(at).toISOString(),
  ...event,
});

function rowOf({ event, at }: Happened, index: number, startedAt: number, columns: number): string[] {
  const { type, ...details } = event;
  return [String(index + 1), since(startedAt, at), type, shorten(JSON.stringify(details), Math.max(40, columns - 50))];
}
