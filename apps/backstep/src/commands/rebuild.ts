import { arnScopeFrom } from '#contracts';
import { SILENT } from '#kafka';
import { defineCommand } from '../command-line/command.js';
import { duration } from '../output/times.js';
import { apiClientFor } from '../sources/source.js';
import { viewsOptions, wordOf, type OfViews } from '../sources/views-word.js';

export const rebuild = defineCommand<OfViews>({
  command: 'rebuild',
  describe: 'Empty the views and fill them from the log again: nothing is lost, they are made of it',
  build: (argv) =>
    viewsOptions(argv)
      .example('$0 rebuild', 'those of BACKSTEP_DATA_DIR, or of DATABASE_URL')
      .example('$0 rebuild --endpoint http://127.0.0.1:8083 --why "new tables"', 'those of that API, while it runs'),
  run: async (session, { by, why, ...access }) => {
    const { print, io, topics, dataDir } = session;
    if (access.endpoint !== undefined) {
      const word = wordOf({ by, why }, 'rebuilt');
      const begun = await apiClientFor(session, access).post<{ left: number }>('/views/rebuild', word);
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
