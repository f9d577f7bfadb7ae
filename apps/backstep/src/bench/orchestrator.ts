import { connectKafka, connectOptionsFrom } from '#kafka';
import { Orchestrator, settingsFrom } from '#orchestrator';
import { answerCpu } from './cpu.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };
const kafka = connectKafka({ ...connectOptionsFrom(process.env), clientId: 'bench-orchestrator', logger: quiet });
const orchestrator = new Orchestrator(kafka, settingsFrom(process.env), quiet);
await orchestrator.start();

process.once('SIGTERM', () => {
  void orchestrator
    .close()
    .then(() => kafka.close())
    .then(() => process.exit(0));
});
answerCpu(() => ({
  owning: orchestrator.owners.every(({ status }) => status === 'owning') ? orchestrator.owners.length : 0,
}));
process.send?.({ ready: true });
