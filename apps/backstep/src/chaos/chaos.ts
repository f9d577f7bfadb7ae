import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { HELP, optionsFrom, type ChaosOptions } from './options.js';
import { runChaos, type ChaosResult, type Narrator } from './run-chaos.js';

const FIRST_FAULTS = 20;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  let options: ChaosOptions | undefined;
  try {
    options = optionsFrom(process.argv.slice(2), process.env);
  } catch (error) {
    say((error as Error).message);
    return 2;
  }
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  say(`Seed ${options.seed}`);
  const dataDir = folderFor(options);
  const narrator = process.stderr.isTTY ? withBar(options.sagas) : withLines(options.sagas);
  try {
    const result = await runChaos({ ...options, dataDir }, narrator);
    narrator.end();
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    tell(result);
    if (result.ok && !options.keep && options.data === undefined) rmSync(dataDir, { recursive: true, force: true });
    return result.ok ? 0 : 1;
  } catch (error) {
    narrator.end();
    say(`${(error as Error).stack}\nSeed ${options.seed}; what there is of the run is in ${dataDir}.`);
    return 1;
  }
}

function folderFor({ data }: ChaosOptions): string {
  if (data === undefined) return mkdtempSync(join(tmpdir(), 'backstep-chaos-'));
  mkdirSync(data, { recursive: true });
  return resolve(data);
}

type EndingNarrator = Narrator & { end(): void };

function withBar(sagas: number): EndingNarrator {
  const bar = new SingleBar({
    format: '{bar} {ended}/{total} ended, {started} started, {blows} blows, {duration_formatted}',
    stream: process.stderr,
    hideCursor: true,
  });
  bar.start(sagas, 0, { ended: 0, started: 0, blows: 0 });
  return { say: () => {}, progress: (state) => bar.update(state.ended, state), end: () => bar.stop() };
}

function withLines(sagas: number): EndingNarrator {
  const began = Date.now();
  let next = began;
  const line = (text: string) => say(`${String(Math.round((Date.now() - began) / 1_000)).padStart(4)} s  ${text}`);
  return {
    say: line,
    progress: ({ started, ended, blows }) => {
      if (Date.now() < next) return;
      next = Date.now() + 10_000;
      line(`${ended} of ${sagas} ended, ${started} started, ${blows} blows`);
    },
    end: () => {},
  };
}

function tell(result: ChaosResult): void {
  const { ok, seed, faults, sagas, seconds, brokers, prefix, dataDir } = result;
  say(`${sagas} sagas in ${seconds} s: ${list(result.ends)}; ${result.undone} steps undone`);
  say(`Blows: ${list(result.blows)}; take-overs ${result.log.takeOvers}, void records ${result.log.void}`);
  say(
    `Published: ${list(result.published)}; again: ${list(result.republished)}; dead letters: ${list(result.deadLetters)}`,
  );
  if (result.unfoundedDeadLetters > 0)
    say(
      `${result.unfoundedDeadLetters} dead letters are of an owner that was none any more; the log does not reject them.`,
    );
  if (ok) return say('Nothing is lost, doubled or left.');
  for (const { kind, execution, says } of faults.slice(0, FIRST_FAULTS))
    say(`${kind}: ${execution === undefined ? '' : `${execution}: `}${says}`);
  if (faults.length > FIRST_FAULTS) say(`… and ${faults.length - FIRST_FAULTS} more.`);
  say(`\n${faults.length} faults with seed ${seed}. Histories, databases, logs of the processes: ${dataDir}`);
  say(`On the broker, as long as it runs: KAFKA_BROKERS=${brokers} npx backstep history ID --prefix ${prefix}`);
}

const list = (counts: object): string =>
  Object.entries(counts)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ') || 'none';

process.exitCode = await main();
