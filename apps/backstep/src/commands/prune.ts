import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { userName } from '../command-line/user-name.js';
import { accessOptions, type Access } from '../sources/access.js';
import { apiClientFor } from '../sources/source.js';

const DAY_MS = 86_400_000;

interface Prune extends Access {
  readonly days: number;
  readonly by: string;
  readonly why?: string | undefined;
}

export const prune = defineCommand<Prune>({
  command: 'prune',
  describe: 'Let the views forget executions that ended long ago; the log has them still',
  build: (argv) =>
    accessOptions(argv)
      .option('days', {
        type: 'number',
        demandOption: true,
        requiresArg: true,
        describe: 'Those that ended so many days ago, or earlier; one that is forgotten cannot be redriven by the API',
      })
      .option('by', {
        type: 'string',
        requiresArg: true,
        default: userName(),
        describe: 'With --endpoint: who decided',
      })
      .option('why', { type: 'string', requiresArg: true, describe: 'With --endpoint: why; the API’s log has it' })
      .example('$0 prune --days 90', 'those of BACKSTEP_DATA_DIR, or of DATABASE_URL')
      .example('$0 prune --days 90 --endpoint http://127.0.0.1:8083 --why "disk is full"', 'those of that API'),
  run: async (session, { days, by, why, ...access }) => {
    if (!(days >= 0)) throw new Stop(EXIT.USAGE, '--days is a number of days, such as 90.');
    const { print } = session;
    const tell = (forgotten: number) =>
      print.result({ forgotten }, (style) => style.good(`${forgotten} executions are forgotten.`));
    if (access.endpoint !== undefined) {
      if (why === undefined) throw new Stop(EXIT.USAGE, 'Why are they forgotten?', 'With --endpoint --why is needed.');
      const client = apiClientFor(session, access);
      return tell((await client.post<{ forgotten: number }>('/views/prune', { days, by, why })).forgotten);
    }
    const { io, dataDir } = session;
    const { openViews } = await import('#views');
    const views = await openViews({ databaseUrl: io.env['DATABASE_URL'], dataDir });
    try {
      tell(await views.prune(Date.now() - days * DAY_MS));
    } finally {
      await views.close();
    }
  },
});
