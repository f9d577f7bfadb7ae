import { localBrokerStatus, startLocalBroker, stopLocalBroker } from '#kafka';
import { kafkaDirIn, noBroker } from '../broker/broker-for.js';
import { untilGroupsWork } from '../broker/until-groups-work.js';
import { defineCommand, type Command } from '../command-line/command.js';
import { EXIT } from '../command-line/exit-code.js';
import { anyAnswers } from '../command-line/session.js';

const start = defineCommand<{ port?: number | undefined }>({
  command: 'start',
  describe: 'Start a local Kafka that goes on until it is stopped',
  build: (argv) =>
    argv.option('port', { type: 'number', requiresArg: true, describe: 'Default: the one it had, else a free one' }),
  run: async (session, { port }) => {
    const dataDir = kafkaDirIn(session.dataDir);
    const before = await localBrokerStatus(dataDir);
    const options = { dataDir, livesWith: 'nobody', onProgress: (text: string) => session.print.note(text) } as const;
    const broker = await startLocalBroker({ ...options, ...(port !== undefined && { port }) }).catch(
      (error: unknown) => {
        throw noBroker(error as Error);
      },
    );
    await untilGroupsWork(broker, session.prefix);
    const brokers = broker.brokers.join(',');
    session.print.result({ brokers, pid: broker.pid, dataDir, started: before === undefined }, (style) =>
      [
        `${style.good(before ? 'Kafka runs already' : 'Kafka runs')} at ${style.name(brokers)} (process ${broker.pid}, data in ${dataDir}).`,
        style.faint(`Commands in this folder find it; elsewhere: export KAFKA_BROKERS=${brokers}`),
      ].join('\n'),
    );
  },
});

const status = defineCommand({
  command: 'status',
  describe: 'Whether the local Kafka runs',
  run: async (session) => {
    const dataDir = kafkaDirIn(session.dataDir);
    const state = await localBrokerStatus(dataDir);
    const brokers = state && `127.0.0.1:${state.port}`;
    const answers = brokers !== undefined && (await anyAnswers([brokers]));
    session.print.result(
      { running: state !== undefined, answers, ...(state && { brokers, pid: state.pid }), dataDir },
      (style) =>
        brokers === undefined
          ? `No Kafka runs here (${dataDir}).`
          : `Kafka runs at ${style.name(brokers)} (process ${state!.pid})${answers ? '' : style.bad(' and does not answer')}.`,
    );
    return answers ? EXIT.OK : EXIT.NOT_SO;
  },
});

const stop = defineCommand({
  command: 'stop',
  describe: 'Stop the local Kafka; its data stays',
  run: async (session) => {
    const stopped = await stopLocalBroker(kafkaDirIn(session.dataDir));
    session.print.result({ stopped }, () => (stopped ? 'Kafka was stopped.' : 'No Kafka runs here.'));
  },
});

export const broker: Command = {
  command: 'broker',
  describe: 'A local Kafka: start, status, stop',
  commands: [start, status, stop],
};
