import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { apiClientFor } from '../sources/source.js';
import { viewsOptions, wordOf, type OfViews } from '../sources/views-word.js';

const DAY_MS = 86_400_000;

interface Prune extends OfViews {
  readonly days: number;
}

export const prune = defineCommand<Prune>({
  command: 'prune',
  describe: 'Let the views forget executions that ended long ago; the log has them still',
  build: (argv) =>
    viewsOptions(argv)
      .option('days', {
        type: 'number',
        demandOption: true,
        requiresArg: true,
        describe: 'Those that ended so many days ago, or earlier; one that is forgotten cannot be redriven by the API',
      })
      .example('$0 prune --days 90', 'those of BACKSTEP_DATA_DIR, or of DATABASE_URL')
      .example('$0 prune --days 90 --endpoint http://127.0.0.1:8083 --why "disk is full"', 'those of that API'),
  run: async (session, { days, by, why, ...access }) => {
    if (!(days >= 0)) throw new Stop(EXIT.USAGE, '--days is a number of days, such as 90.');
    const { print } = session;
    const tell = (forgotten: number) =>
      print.result({ forgotten }, (style) => style.good(`${forgotten} executions are forgotten.`));
    if (access.endpoint !== undefined) {
      const word = wordOf({ by, why }, 'forgotten');
      const client = apiClientFor(session, access);
      return tell((await client.post<{ forgotten: number }>('/views/prune', { days, ...word })).forgotten);
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
