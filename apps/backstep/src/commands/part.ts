import { connectKafka, type Kafka } from '#kafka';
import { startTracing } from '#runtime';
import { defineCommand } from '../command-line/command.js';
import { EXIT, Stop } from '../command-line/exit-code.js';
import { untilStopped } from '../command-line/io.js';
import type { Session } from '../command-line/session.js';
import { SERVICE_NAMES, type ServiceName } from '../system/part-names.js';
import type { Part, PartOptions } from '../system/run-part.js';
import { stderrLog } from '../system/stderr-logger.js';

interface Port {
  readonly port?: number | undefined;
}

const PORT = { type: 'number', requiresArg: true, describe: 'Of HTTP (PORT); 0: a free one' } as const;

export const orchestrator = defineCommand<Port>({
  command: 'orchestrator',
  describe: 'Run an orchestrator; several share the partitions',
  build: (argv) => argv.option('port', PORT),
  run: (session, { port }) =>
    runUntilStopped(session, 'backstep-orchestrator', port, async (options) =>
      (await parts()).runOrchestrator(options),
    ),
});

export const api = defineCommand<Port>({
  command: 'api',
  describe: "Run the API that AWS's clients talk to; several share a PostgreSQL (DATABASE_URL)",
  build: (argv) => argv.option('port', PORT),
  run: (session, { port }) =>
    runUntilStopped(session, 'backstep-api', port, async (options) => (await parts()).runApi(options)),
});

export const service = defineCommand<Port & { name: ServiceName }>({
  command: 'service <name>',
  describe: 'Run one of the example services: user, order, notification',
  build: (argv) => argv.positional('name', { choices: SERVICE_NAMES, demandOption: true }).option('port', PORT),
  run: (session, { name, port }) =>
    runUntilStopped(session, name, port, async (options) => (await parts()).runService(name, options)),
});

/** Nest is loaded by who runs a part alone. */
const parts = () => import('../system/run-part.js');

/** Runs a part until Ctrl+C, or SIGTERM, and ends it properly. */
async function runUntilStopped(
  session: Session,
  name: string,
  port: number | undefined,
  run: (options: PartOptions) => Promise<Part>,
): Promise<void> {
  const { io, prefix, dataDir, print } = session;
  const kafka = await longLivedKafka(session);
  try {
    const said = port ?? (io.env['PORT'] ? Number(io.env['PORT']) : undefined);
    const tracing = await startTracing(name, io.env);
    const part = await run({ kafka, prefix, dataDir, env: io.env, port: said });
    print.result({ part: part.name, url: part.url }, (style) => `${style.good(part.name)} is up: ${part.url}/health`);
    await untilStopped(io.signal);
    await part.close();
    await tracing?.close();
  } finally {
    await kafka.close();
  }
}

/** Waits for a broker that is away; one that nobody named is a mistake. */
async function longLivedKafka(session: Session): Promise<Kafka> {
  const options = await session.connectOptions();
  if (options.brokers.length === 0)
    throw new Stop(
      EXIT.ENVIRONMENT,
      'No Kafka broker is known.',
      'Give --brokers host:port or KAFKA_BROKERS, or start a local one: `npx backstep broker start`.',
    );
  return connectKafka({ ...options, logger: stderrLog('kafka', session.io.env) });
}
