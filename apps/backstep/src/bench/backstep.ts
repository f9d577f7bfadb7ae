import type { ChildProcess } from 'node:child_process';
import { brokerFor } from './broker-for.js';
import { ask, Children, until } from './children.js';
import { askCpu, type CpuAnswer } from './cpu.js';
import { leftBehind } from './databases.js';
import { Latencies, round } from './latencies.js';
import type { Run, RunResult } from './load.js';
import type { StartSystem, System, SystemRun } from './system.js';

export interface BackstepOptions {
  /** Empty: a fresh one. */
  readonly brokers: string;
  readonly partitions: number;
  /** A folder for CPU profiles. */
  readonly profile: string | undefined;
  /** With the HTTP API as one more process, which fills its views with all that happens. */
  readonly api: boolean;
}

/** Backstep itself: an orchestrator process, one for the three services, and one for the load. */
export const startBackstep =
  ({ brokers, partitions, profile, api }: BackstepOptions): StartSystem =>
  async (folder, say) => {
    const broker = await brokerFor(brokers, folder, say);
    const env = {
      ...process.env,
      KAFKA_BROKERS: broker.brokers,
      BACKSTEP_TOPIC_PREFIX: `bench${process.pid}.`,
      BACKSTEP_GROUP: `bench${process.pid}`,
      BACKSTEP_PARTITIONS: String(partitions),
      BACKSTEP_DATA_DIR: folder,
      ORDER_STOCK: '{"book":100000000}',
      NODE_ENV: 'production',
    };
    const children = new Children(env, say);
    const profiled = (name: string): string[] =>
      profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`] : [];
    const stop = async (): Promise<void> => {
      await children.stop();
      await broker.stop();
    };
    try {
      const services = await children.start('services', profiled('services'));
      const orchestrator = await children.start('orchestrator', profiled('orchestrator'));
      const processes = {
        services,
        orchestrator,
        load: await children.start('load'),
        ...(api && { api: await children.start('api', profiled('api')) }),
      };
      await until(async () => ((await askCpu(orchestrator)).owning ?? 0) === partitions, 'partitions owned');
      await ask(processes.load, { define: true });
      return {
        system: api ? 'backstep with its API and views' : 'backstep',
        facts: factsOf(broker.name, partitions),
        run: runOn(processes, folder),
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  };

const factsOf = (broker: string, partitions: number): object => ({
  partitions,
  synchronous: 'normal',
  broker,
  versions: { node: process.version, kafkajs: '2.2.4' },
});

interface Processes {
  readonly services: ChildProcess;
  readonly orchestrator: ChildProcess;
  readonly load: ChildProcess;
  readonly api?: ChildProcess;
}

const runOn =
  ({ services, orchestrator, load, api }: Processes, folder: string): System['run'] =>
  async (run: Run): Promise<SystemRun> => {
    const before = leftBehind(folder);
    const cpuBefore = (await askCpu(services)).cpu + (await askCpu(orchestrator)).cpu;
    const apiBefore = api && (await askApi(api));
    const result = await ask<RunResult>(load, { run });
    const [s, o] = [await askCpu(services), await askCpu(orchestrator)];
    const apiAfter = api && (await askApi(api));
    if (result.wrong === 0) expectLeft(leftBehind(folder), before.users + (run.fail ? 0 : result.ended), before.users);
    const cpuMs = (s.cpu + o.cpu - cpuBefore) / result.ended;
    const more = apiBefore && apiAfter && { facts: factsOfViews(apiBefore, apiAfter, result.ended) };
    return { ...result, cpuMs, rssMb: o.rssMb, ...more };
  };

type ApiAnswer = CpuAnswer & { readonly lags: readonly number[] };
const askApi = (api: ChildProcess): Promise<ApiAnswer> => askCpu(api) as Promise<ApiAnswer>;

function factsOfViews(before: ApiAnswer, after: ApiAnswer, ended: number): object {
  const lags = new Latencies();
  for (const ms of after.lags) lags.add(ms);
  return { apiCpuMs: round((after.cpu - before.cpu) / ended), viewsBehindMs: lags.summary };
}

/** Exactly the rows of the executions that succeeded, in each of the three databases. */
function expectLeft(left: ReturnType<typeof leftBehind>, wanted: number, before: number): void {
  const counts = [left.users, left.orders, left.notifications];
  if (counts.some((n) => n !== wanted)) {
    throw new Error(`The databases hold ${counts.join('/')} rows and must hold ${wanted} (before the run ${before}).`);
  }
}
