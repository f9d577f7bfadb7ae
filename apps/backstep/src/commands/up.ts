import { connectKafka } from '#kafka';
import { startTracing } from '#runtime';
import { brokerFor } from '../broker/broker-for.js';
import { defineCommand } from '../command-line/command.js';
import { untilStopped } from '../command-line/io.js';
import type { Session } from '../command-line/session.js';
import { table } from '../output/table.js';
import { SERVICE_NAMES } from '../system/part-names.js';
import type { Part } from '../system/run-part.js';
import { waysToStart } from '../system/ways-to-start.js';
import { stderrLog } from '../system/stderr-logger.js';

/** The one-process shape: a broker, the orchestrator, the API and the three services. */
export const up = defineCommand({
  command: ['up', '$0'],
  describe: 'Everything in one process, with a local Kafka (the default)',
  run: async (session) => {
    const { io, prefix, dataDir, print } = session;
    print.note('Looking for a Kafka');
    const broker = await brokerFor(session);
    const kafka = connectKafka({ ...broker.connect, logger: stderrLog('kafka', io.env, 'error') });
    const parts: Part[] = [];
    const tracing = await startTracing('backstep', io.env);
    try {
      const { integrationsFrom } = await import('#integrations');
      const { runApi, runIntegration, runOrchestrator, runService } = await import('../system/run-part.js');
      // What is set wrong is told before anything starts.
      integrationsFrom(io.env);
      const options = { kafka, prefix, dataDir, env: io.env };
      print.note('Starting the orchestrator, the API and the services');
      parts.push(await runOrchestrator(options));
      const api = io.signal.aborted ? undefined : await runApi(options);
      if (api) parts.push(api);
      for (const integration of integrationsFrom({ ...(api?.url && { SFN_ENDPOINT: api.url }), ...io.env })) {
        if (io.signal.aborted) break;
        parts.push(await runIntegration(integration, options));
      }
      for (const name of SERVICE_NAMES) {
        if (io.signal.aborted) break;
        parts.push(await runService(name, options));
      }
      if (!io.signal.aborted) tell(session, parts, { brokers: broker.connect.brokers.join(','), from: broker.from });
      await untilStopped(io.signal);
      print.note('Ending what is under way');
    } finally {
      await Promise.all(parts.map((part) => part.close()));
      await tracing?.close();
      await kafka.close();
      await broker.stop();
    }
  },
});

function tell(
  { print, prefix, dataDir }: Session,
  parts: readonly Part[],
  { brokers, from }: { brokers: string; from: string },
): void {
  if (print.json)
    return print.line({ up: true, brokers, prefix, dataDir, parts: parts.map(({ name, url }) => ({ name, url })) });
  const { style } = print;
  const rows = [
    [style.strong('kafka'), brokers, style.faint(from)],
    ...parts.map(({ name, url }) => [
      style.strong(name),
      url ?? '',
      style.faint(url ? 'GET /health' : 'comes with it'),
    ]),
    [style.strong('data'), dataDir, style.faint(`topics ${prefix}*`)],
  ];
  print.say(
    [
      '',
      table([], rows, style),
      '',
      style.faint('In another terminal, from this folder:'),
      `  export KAFKA_BROKERS=${brokers}`,
      '  npx backstep machines put apps/backstep/signup.asl.json',
      '',
      style.faint('Then any of these starts the same saga: the AWS CLI, an SDK, a record on Kafka.'),
      ...waysToStart({ url: parts.find(({ name }) => name === 'api')?.url ?? '', brokers, prefix }).map(
        (l) => `  ${l}`,
      ),
      '',
      style.faint('Ctrl+C ends it.'),
    ].join('\n'),
  );
}
