import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Api, serveApi, settingsFrom } from '#api';
import { connectKafka, connectOptionsFrom } from '#kafka';
import { answerCpu } from './cpu.js';

/** The API as a process of its own, which also measures how far its views are behind the log. */
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
const kafka = connectKafka({ ...connectOptionsFrom(process.env), clientId: 'bench-api', logger: quiet });
const settings = settingsFrom(process.env);
const app = await serveApi({ kafka, settings, log: quiet, logger: false });
await app.listen(0, '127.0.0.1');

const SAMPLE_MS = 500;
const LOOK_MS = 20;
let lags: number[] = [];
const stopping = new AbortController();

/** What the log has at a moment: how long until the views have it too. */
async function measureLag(): Promise<void> {
  const { topics } = settings;
  const { positions } = app.get(Api).operator;
  while (!stopping.signal.aborted) {
    const ends = await kafka.offsets(topics.log);
    const began = performance.now();
    for (let isThere = false; !isThere && !stopping.signal.aborted;) {
      const at = new Map((await positions()).map(({ partition, offset }) => [partition, offset]));
      isThere = ends.every(({ start, end }, partition) => end === start || (at.get(partition) ?? 0) >= end);
      if (!isThere) await pause(LOOK_MS);
    }
    lags.push(performance.now() - began);
    await pause(SAMPLE_MS);
  }
}
const measuring = measureLag();

answerCpu(() => {
  const taken = lags;
  lags = [];
  return { lags: taken };
});
process.once('SIGTERM', () => {
  stopping.abort();
  void measuring
    .then(() => app.close())
    .then(() => kafka.close())
    .then(() => process.exit(0));
});
process.send?.({ url: await app.getUrl() });
