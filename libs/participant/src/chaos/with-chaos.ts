import { hash } from 'node:crypto';
import type { CommandHandler, CommandHandlers } from '../handlers/command-handler.js';
import { Refused } from '../handlers/refused.js';

/** A faulty mode for tests, off by default: what goes wrong follows from the seed and the command, not from the order. */
interface Chaos {
  /** `CHAOS_REFUSE`: how many of the forward commands are refused, 0 to 1. */
  readonly refuse: number;
  /** `CHAOS_THROW`: how many runs throw, half of them after the effect. */
  readonly throw: number;
  /** `CHAOS_DELAY_MS`: the longest pause before a run. */
  readonly delayMs: number;
  /** `CHAOS_SEED` */
  readonly seed: string;
}

export function withChaos(
  handlers: CommandHandlers,
  env: Readonly<Record<string, string | undefined>>,
): CommandHandlers {
  const chaos: Chaos = {
    refuse: Number(env['CHAOS_REFUSE'] ?? 0),
    throw: Number(env['CHAOS_THROW'] ?? 0),
    delayMs: Number(env['CHAOS_DELAY_MS'] ?? 0),
    seed: env['CHAOS_SEED'] ?? '1',
  };
  if (!(chaos.refuse > 0 || chaos.throw > 0 || chaos.delayMs > 0)) return handlers;
  return new Map(Array.from(handlers, ([name, handler]) => [name, faulty(handler, chaos)]));
}

function faulty(handler: CommandHandler, chaos: Chaos): CommandHandler {
  let runs = 0;
  return {
    ...handler,
    async invoke(input, context) {
      // A run that throws is run again with the same id and attempt, and must be able to end otherwise.
      const chance = dice(`${chaos.seed} ${context.id} ${context.attempt}`);
      const fate = dice(`${chaos.seed} ${context.id} ${context.attempt} ${(runs += 1)}`);
      if (chaos.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, fate * chaos.delayMs));
      if (context.compensates === undefined && chance < chaos.refuse)
        throw new Refused('ChaosRefused', 'The faulty mode refused it.');
      if (fate < chaos.throw / 2) throw new Error('The faulty mode threw before the effect.');
      const output = await handler.invoke(input, context);
      if (fate < chaos.throw) throw new Error('The faulty mode threw after the effect.');
      return output;
    },
  };
}

/** From 0 to 1. */
const dice = (text: string): number => parseInt(hash('sha256', text, 'hex').slice(0, 8), 16) / 2 ** 32;
