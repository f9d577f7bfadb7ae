import { defineCommand } from '../command-line/command.js';
import { paintStatus } from '../output/status.js';
import type { Style } from '../output/style.js';
import { table } from '../output/table.js';
import { duration } from '../output/times.js';
import { accessOptions, type Access } from '../sources/access.js';
import { sourceFor, STATUSES, type Listed } from '../sources/source.js';

interface List extends Access {
  readonly status?: (typeof STATUSES)[number] | undefined;
  readonly machine?: string | undefined;
  readonly limit?: number | undefined;
}

export const list = defineCommand<List>({
  command: 'list',
  describe: 'Executions, the latest first',
  build: (argv) =>
    accessOptions(argv)
      .option('status', { choices: STATUSES, describe: 'BLOCKED: those whose undo waits for a person' })
      .option('machine', { type: 'string', requiresArg: true, describe: 'Of this state machine' })
      .option('limit', { type: 'number', requiresArg: true, describe: 'How many; default 50, 0 for all' })
      .example('$0 list --status BLOCKED', 'what waits for a person')
      .example('$0 list --endpoint http://127.0.0.1:8083', 'the same from the HTTP API, without a Kafka at hand'),
  run: async (session, { status, machine, limit = 50, ...access }) => {
    const { executions, more } = await sourceFor(session, access).executions({ status, machine, limit });
    const { print } = session;
    if (print.json) return print.line(executions.map(({ value }) => value));
    if (executions.length === 0) return print.note('There are none.');
    const rows = executions.map((it) => rowOf(it, print.style));
    print.say(table(['EXECUTION', 'STATUS', 'STARTED', 'TOOK', ''], rows, print.style));
    if (more !== undefined) print.note(`${more === 'some' ? 'There are' : more} more: --limit 0`);
  },
});

const rowOf = ({ value, note }: Listed['executions'][number], style: Style): string[] => [
  value.execution,
  paintStatus(value.status, style),
  value.startDate,
  value.stopDate === undefined ? '' : duration(Date.parse(value.stopDate) - Date.parse(value.startDate)),
  note,
];
