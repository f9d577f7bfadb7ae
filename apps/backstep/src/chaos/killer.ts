import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from './dice.js';
import type { Victim } from './victim.js';

type Blow = 'SIGKILL' | 'SIGSTOP' | 'SIGTERM' | 'SIGKILL of two';

interface KillerOptions {
  readonly orchestrators: readonly Victim[];
  readonly services: readonly Victim[];
  /** Seconds between two blows, on average. */
  readonly every: number;
  readonly sessionMs: number;
  readonly dice: Dice;
  readonly say: (text: string) => void;
}

/** Strikes every few seconds until it is told to stop, and puts everything up again. */
export class Killer {
  readonly blows: Record<Blow, number> = { SIGKILL: 0, SIGSTOP: 0, SIGTERM: 0, 'SIGKILL of two': 0 };
  readonly #recovering = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();

  constructor(private readonly options: KillerOptions) {}

  get total(): number {
    return Object.values(this.blows).reduce((sum, n) => sum + n, 0);
  }

  start(): void {
    if (this.options.every > 0) this.#done = this.#run();
  }

  /** Resolves when everything runs again. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await Promise.all(this.#recovering);
  }

  async #run(): Promise<void> {
    const { dice, every } = this.options;
    while (await this.#sleep(dice.between(0.4, 1.6) * every * 1_000)) this.#strike();
  }

  /** All draws are made, whether or not the victim is up: the next ones do not depend on it. */
  #strike(): void {
    const { dice, orchestrators, services, sessionMs } = this.options;
    const blow = dice.pick<Blow>([
      [5, 'SIGKILL'],
      [2, 'SIGSTOP'],
      [1, 'SIGTERM'],
      [1, 'SIGKILL of two'],
    ]);
    const orchestrator = orchestrators[dice.below(orchestrators.length)]!;
    const service = services[dice.below(services.length)]!;
    const first = dice.chance(0.5) ? orchestrator : service;
    const downMs = dice.between(0, 2_500);
    const stoppedMs = sessionMs * dice.between(0.5, 2.5);
    switch (blow) {
      case 'SIGKILL':
      case 'SIGTERM':
        return this.#hit(blow, [first], async (victim) => {
          await (blow === 'SIGKILL' ? victim.kill() : victim.end());
          await this.#sleep(downMs);
          victim.start();
        });
      case 'SIGKILL of two':
        return this.#hit(blow, [orchestrator, service], async (victim) => {
          await victim.kill();
          await this.#sleep(downMs);
          victim.start();
        });
      case 'SIGSTOP':
        return this.#hit(blow, [first], async (victim) => {
          victim.suspend();
          await this.#sleep(stoppedMs);
          victim.resume();
        });
    }
  }

  #hit(blow: Blow, victims: readonly Victim[], work: (victim: Victim) => Promise<void>): void {
    const up = victims.filter(({ isUp }) => isUp);
    if (up.length === 0) return;
    this.blows[blow]++;
    this.options.say(`${blow} ${up.map(({ name }) => name).join(' and ')}`);
    for (const victim of up) {
      const recovering: Promise<void> = work(victim).finally(() => this.#recovering.delete(recovering));
      this.#recovering.add(recovering);
    }
  }

  /** @returns false if it was told to stop meanwhile. */
  async #sleep(ms: number): Promise<boolean> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    return !this.#stop.signal.aborted;
  }
}
