import { performance } from 'node:perf_hooks';
import { describe, expect, it } from '@jest/globals';
import { compile, validate, validateText } from '#asl';
import type { Json } from '#contracts';
import {
  commandsFrom,
  decide,
  evolve,
  isOver,
  newExecution,
  nextDue,
  undoPlan,
  type EngineMessage,
  type Execution,
} from './index.js';
import { replyTo } from './testing/index.js';
import { Chance, INPUTS, mutated, randomDefinition } from './testing/random-definitions.js';

const DEFINITIONS = Number(process.env['FUZZ_DEFINITIONS'] ?? 5_000);
/** Of these, every tenth is also run. Noisy machines pause by themselves: what is bounded is far above that. */
const MOST_MS = 2_000;
const MOST_MESSAGES = 25;

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 4_294_967_296);

let longest = 0;
async function timed<T>(what: string, definition: Json, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now();
  const failed = (because: string, cause?: unknown) =>
    new Error(`${what} ${because}: ${JSON.stringify(definition)}`, { cause });
  const result = await Promise.resolve()
    .then(work)
    .catch((error: unknown) => {
      throw failed('threw', error);
    });
  const took = performance.now() - began;
  longest = Math.max(longest, took);
  if (took > MOST_MS) throw failed(`took ${Math.round(took)} ms`);
  return result;
}

/** Runs it as long as somebody answers: now well, now badly, now not at all. */
async function run(definition: Json, chance: Chance): Promise<boolean> {
  const compiled = await timed('compile', definition, () => compile(definition));
  if (!compiled.ok) return false;
  let execution: Execution = newExecution('m:e');
  let at = 1_000;
  const tokens: string[] = [];
  const first: EngineMessage = {
    type: 'StartExecution',
    stateMachine: 'm',
    version: 1,
    name: 'e',
    input: chance.of(INPUTS),
  };
  let message: EngineMessage = first;
  for (let i = 0; i < MOST_MESSAGES && !isOver(execution); i++) {
    const decided = await timed('decide', definition, () =>
      decide(compiled.machine, execution, message, { at, random: i }),
    );
    if (decided.ok) {
      execution = await timed('evolve', definition, () =>
        decided.events.reduce<Execution>((before, event) => evolve(before, event, at), execution),
      );
      for (const { taskToken } of commandsFrom(execution, decided.events, replyTo)) tokens.push(taskToken);
    }
    await timed('undoPlan', definition, () => undoPlan(compiled.machine, execution));
    message = next(chance, tokens);
    at = Math.max(at + 1, nextDue(execution) ?? 0);
  }
  return true;
}

function next(chance: Chance, tokens: readonly string[]): EngineMessage {
  const drawn = chance.next(12);
  const taskToken = tokens.length > 0 ? chance.of(tokens) : undefined;
  if (drawn === 0) return { type: 'StopExecution', execution: 'm:e' };
  if (taskToken === undefined || drawn < 4) return { type: 'TimerFired' };
  if (drawn < 6) return { type: 'SendTaskFailure', taskToken, error: 'E', outcome: chance.of(['refused', 'unknown']) };
  return { type: 'SendTaskSuccess', taskToken, output: chance.of(INPUTS) };
}

describe('definitions by the hundred thousand, right, wrong and hostile', () => {
  it('never make validate, decide or evolve throw, or take long', async () => {
    const chance = new Chance(seed);
    let valid = 0;
    let ran = 0;
    for (let i = 0; i < DEFINITIONS; i++) {
      const right = randomDefinition(chance);
      const definition = chance.next(4) === 0 ? right : mutated(chance, right, 1 + chance.next(4));
      const problems = await timed('validate', definition, () => validate(definition));
      if (problems.every(({ severity }) => severity !== 'ERROR')) valid += 1;
      if (i % 10 === 0 && (await run(definition, chance))) ran += 1;
    }
    process.stdout.write(
      `FUZZ_SEED=${seed}: ${valid} of ${DEFINITIONS} definitions were valid, ${ran} ran; the longest step took ${Math.round(longest)} ms.\n`,
    );
    expect(valid).toBeGreaterThan(DEFINITIONS / 20);
    expect(ran).toBeGreaterThan(DEFINITIONS / 200);
  }, 300_000);

  it('are the same definition once printed and parsed, whatever the layout', () => {
    const chance = new Chance(seed);
    for (let i = 0; i < DEFINITIONS / 5; i++) {
      const right = randomDefinition(chance);
      const definition = chance.next(2) === 0 ? right : mutated(chance, right, 1 + chance.next(4));
      const found = validate(definition).map(({ code, path, message }) => ({ code, path, message }));
      const text = JSON.stringify(definition, null, chance.of([0, 2, '\t']));
      const parsed = validateText(text).map(({ code, path, message }) => ({ code, path, message }));
      if (JSON.stringify(sorted(found)) !== JSON.stringify(sorted(parsed))) {
        expect({ seed, definition, problems: sorted(parsed) }).toEqual({ seed, definition, problems: sorted(found) });
      }
    }
  });
});

/** A text's problems are told in the order of their lines. */
const sorted = <T>(problems: readonly T[]): readonly T[] =>
  problems.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
