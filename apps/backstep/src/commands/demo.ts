import { defineCommand } from '../command-line/command.js';
import { runDemo } from '../demo/run-demo.js';

export const demo = defineCommand({
  command: 'demo',
  describe: 'Four sagas on a real Kafka: one that succeeds, three that are undone',
  run: (session) => runDemo(session),
});
