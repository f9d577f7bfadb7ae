import { compensationStatusOf, isOver, type EndedExecution, type RunningExecution, visitsIn } from '#engine';
import { defineCommand } from '../command-line/command.js';
import { paintStatus, undoInWords } from '../output/status.js';
import type { Style } from '../output/style.js';
import { table } from '../output/table.js';
import { duration } from '../output/times.js';
import { Executions } from '../reading/folded.js';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'BLOCKED'] as const;

interface List {
  readonly status?: (typeof STATUSES)[number] | undefined;
  readonly machine?: string | undefined;
  readonly limit?: number | undefined;
}

type Begun = RunningExecution | EndedExecution;

export const list = defineCommand<List>({
  command: 'list',
  describe: 'Executions, the latest first',
  build: (argv) =>
    argv
      .option('status', { choices: STATUSES, describe: 'BLOCKED: those whose undo waits for a person' })
      .option('machine', { type: 'string', requiresArg: true, describe: 'Of this state machine' })
      .option('limit', { type: 'number', requiresArg: true, describe: 'How many; default 50, 0 for all' })
      .example('$0 list --status BLOCKED', 'what waits for a person'),
  run: async (session, { status, machine, limit = 50 }) => {
    const executions = new Executions();
    await (await session.log()).readAll((counted) => executions.take(counted));
    const wanted = (executions.all as Begun[])
      .filter((it) => machine === undefined || it.stateMachine === machine)
      .filter((it) => status === undefined || statusesOf(it).includes(status))
      .sort((a, b) => b.startedAt - a.startedAt);
    const shown = limit > 0 ? wanted.slice(0, limit) : wanted;
    const { print } = session;
    if (print.json) return print.line(shown.map(valueOf));
    if (shown.length === 0) return print.note('There are none.');
    print.say(
      table(
        ['EXECUTION', 'STATUS', 'STARTED', 'TOOK', ''],
        shown.map((it) => rowOf(it, print.style)),
        print.style,
      ),
    );
    if (shown.length < wanted.length) print.note(`${wanted.length - shown.length} more: --limit 0`);
  },
});

const statusesOf = (it: Begun): string[] => [it.status, compensationStatusOf(it)];

const valueOf = (it: Begun) => ({
  execution: it.id,
  stateMachine: it.stateMachine,
  version: it.version,
  name: it.name,
  status: it.status,
  compensationStatus: compensationStatusOf(it),
  startDate: new Date(it.startedAt).toISOString(),
  ...(isOver(it) && { stopDate: new Date(it.stoppedAt).toISOString(), ...it.problem }),
});

const rowOf = (it: Begun, style: Style): string[] => [
  it.id,
  paintStatus(it.status, style),
  new Date(it.startedAt).toISOString(),
  isOver(it) ? duration(it.stoppedAt - it.startedAt) : '',
  noteOf(it),
];

/** Of the states that a long Map is in, a row has room for so many. */
const MOST_STATES = 3;

function noteOf(it: Begun): string {
  const problem = isOver(it) ? it.problem?.error : undefined;
  const visited = it.status === 'RUNNING' && !it.undoing ? [...visitsIn(it.root)].map(({ state }) => state) : [];
  const where = visited.length > 0 ? `in ${visited.slice(0, MOST_STATES).join(', ')}` : '';
  return [where, problem, undoInWords(it), it.status === 'RUNNING' && it.attention ? 'needs attention' : '']
    .filter(Boolean)
    .join(', ');
}
