import { performance } from 'node:perf_hooks';
import { compile, type StateMachine } from '#asl';
import type { Command, ExecutionEvent, Json } from '#contracts';
import {
  commandsFrom,
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  type EngineMessage,
  type Execution,
} from '#engine';
import { JSONATA, JSONPATH, MAP } from './engine-machines.js';

/**
 * The pure engine on one core: what a decision and its fold cost, without a log, a broker or a participant.
 * `npm run bench:engine` prints one JSON line a machine.
 */
const REPLY_TO = { topic: 'inbox', partition: 0 };
const WARM_UP_MS = 2_000;
const RUN_MS = 5_000;
const ITEMS = 10_000;

interface Tally {
  transitions: number;
  longestPauseMs: number;
}

function compiled(definition: object): StateMachine {
  const result = compile(definition);
  if (!result.ok) throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return result.machine;
}

const isEntry = ({ type }: ExecutionEvent): boolean => type.endsWith('StateEntered');

/** One execution from its start to its end; every command is answered with its input, the first one sent first. */
async function run(machine: StateMachine, input: Json, tally: Tally): Promise<void> {
  let execution: Execution = newExecution('bench:1');
  const sent: Command[] = [];
  let answered = 0;
  const next = (): EngineMessage => {
    const command = sent[answered++];
    if (!command) return { type: 'TimerFired' };
    return { type: 'SendTaskSuccess', taskToken: command.taskToken, output: command.input };
  };
  const start: EngineMessage = { type: 'StartExecution', stateMachine: 'bench', version: 1, name: '1', input };
  for (let message: EngineMessage = start; !isOver(execution); message = next()) {
    const began = performance.now();
    const decided = await decide(machine, execution, message, { at: nextDue(execution) ?? 0, random: 1 });
    if (!decided.ok) throw new Error(`${decided.error}: ${decided.cause}`);
    execution = decided.events.reduce<Execution>((before, event) => evolve(before, event, 0), execution);
    sent.push(...commandsFrom(execution, decided.events, REPLY_TO));
    tally.longestPauseMs = Math.max(tally.longestPauseMs, performance.now() - began);
    tally.transitions += decided.events.filter(isEntry).length;
  }
  if (execution.status !== 'SUCCEEDED') throw new Error(`It ended ${JSON.stringify(execution)}`);
}

async function measure(name: string, machine: StateMachine, input: Json, most: number): Promise<void> {
  const warm = performance.now();
  while (performance.now() - warm < WARM_UP_MS) await run(machine, input, { transitions: 0, longestPauseMs: 0 });
  const tally: Tally = { transitions: 0, longestPauseMs: 0 };
  const began = performance.now();
  for (let runs = 0; performance.now() - began < RUN_MS && runs < most; runs++) await run(machine, input, tally);
  const seconds = (performance.now() - began) / 1_000;
  const line = {
    machine: name,
    transitionsPerSec: Math.round(tally.transitions / seconds),
    longestPauseMs: Math.round(tally.longestPauseMs * 10) / 10,
    rssMb: Math.round(process.memoryUsage.rss() / 1_048_576),
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const order = {
  orderId: 'o-1',
  items: [
    { sku: 'book', price: 12 },
    { sku: 'pen', price: 3 },
  ],
  round: 0,
};
await measure('jsonpath', compiled(JSONPATH), order, Infinity);
await measure('jsonata', compiled(JSONATA), order, Infinity);
const items = Array.from({ length: ITEMS }, (_, n) => ({ n }));
await measure('map-10000', compiled(MAP), { items }, 5);
