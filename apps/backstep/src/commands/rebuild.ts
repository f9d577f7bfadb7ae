import { arnScopeFrom } from '#contracts';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { userName } from '../command-line/user-name.js';
import { duration } from '../output/times.js';
import { accessOptions, type Access } from '../sources/access.js';
import { apiClientFor } from '../sources/source.js';

interface Rebuild extends Access {
  readonly by: string;
  readonly why?: string | undefined;
}

export const rebuild = defineCommand<Rebuild>({
  command: 'rebuild',
  describe: 'Empty the views and fill them from the log again: nothing is lost, they are made of it',
  build: (argv) =>
    accessOptions(argv)
      .option('by', {
        type: 'string',
        requiresArg: true,
        default: userName(),
        describe: 'With --endpoint: who decided',
      })
      .option('why', { type: 'string', requiresArg: true, describe: 'With --endpoint: why; the API’s log has it' })
      .example('$0 rebuild', 'those of BACKSTEP_DATA_DIR, or of DATABASE_URL')
      .example('$0 rebuild --endpoint http://127.0.0.1:8083 --why "new tables"', 'those of that API, while it runs'),
  run: async (session, { by, why, ...access }) => {
    const { print, io, topics, dataDir } = session;
    if (access.endpoint !== undefined) {
      if (why === undefined) throw new Stop(EXIT.USAGE, 'Why are they rebuilt?', 'With --endpoint --why is needed.');
      const begun = await apiClientFor(session, access).post<{ left: number }>('/views/rebuild', { by, why });
      return print.result(begun, () => `The views are being filled again: ${begun.left} records of the log are left.`);
    }
    const kafka = await session.kafka();
    // The log has to be there, or there is nothing to fill them from.
    await session.log();
    const [{ openViews }, { rebuild: fill }] = await Promise.all([import('#views'), import('#api')]);
    const arns = arnScopeFrom(io.env);
    const onProblem = (problem: object) => print.warn(`A decision could not be projected: ${JSON.stringify(problem)}`);
    const views = await openViews({ databaseUrl: io.env['DATABASE_URL'], dataDir, arns, onProblem });
    const began = performance.now();
    try {
      const onProgress = (left: number) => print.progress(`${left} records of the log are left`);
      await fill({ kafka, views, log: topics.log, logger: SILENT, onProgress });
      print.progress('');
      const records = (await views.positions()).reduce((sum, { offset }) => sum + offset, 0);
      const tookMs = Math.round(performance.now() - began);
      print.result({ records, tookMs }, (style) =>
        style.good(`The views are filled again, from ${records} records of the log (${duration(tookMs)}).`),
      );
    } finally {
      await views.close();
    }
  },
});

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
