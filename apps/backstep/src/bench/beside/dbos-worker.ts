import type { Run } from '../load.js';
import { closedLoop } from './closed-loop.js';
import { DBOS_PACKAGES } from './packages.js';
import { Installed } from './installed.js';

/** What is used of the SDK. */
interface Dbos {
  setConfig(config: object): void;
  registerWorkflow<T>(
    workflow: (fail: boolean) => Promise<T>,
    options: { name: string },
  ): (fail: boolean) => Promise<T>;
  runStep<T>(step: () => Promise<T>, options: { name: string }): Promise<T>;
  launch(): Promise<void>;
}

/** The steps are functions within this process, which is also the one that starts the workflows. */
const { DBOS } = await (await Installed.of(DBOS_PACKAGES, () => undefined)).load<{ DBOS: Dbos }>('@dbos-inc/dbos-sdk');

DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: process.env['DATABASE_URL'],
  logLevel: 'critical',
  runAdminServer: false,
});

const saga = DBOS.registerWorkflow(
  async (fail) => {
    const act = (name: string) => DBOS.runStep(async () => name, { name });
    const undo: string[] = [];
    try {
      for (const what of ['user', 'order']) {
        await act(what);
        undo.push(what);
      }
      return await DBOS.runStep(
        async () => {
          if (fail) throw new Error('refused');
          return 'notification';
        },
        { name: 'notification' },
      );
    } catch (error) {
      for (const what of undo.reverse()) await act(`no-${what}`);
      throw error;
    }
  },
  { name: 'saga' },
);
await DBOS.launch();

const execute = (fail: boolean): Promise<boolean> =>
  saga(fail).then(
    () => true,
    () => false,
  );

async function measured(run: Run) {
  const before = process.cpuUsage();
  const result = await closedLoop(run, execute);
  const { user, system } = process.cpuUsage(before);
  return { ...result, cpuMs: (user + system) / 1_000 / result.ended, rssMb: process.memoryUsage.rss() / 1e6 };
}

process.on('message', (run: Run) => void measured(run).then((result) => process.send?.(result)));
process.send?.({ ready: true });
