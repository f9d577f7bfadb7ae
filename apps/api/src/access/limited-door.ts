import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { StepFunctionsError } from '../step-functions/step-functions-error.js';
import type { HttpRequest } from '../wire/http.js';
import type { Caller } from './caller.js';
import type { Door } from './door.js';
import type { Needed } from './needed.js';

/** How often in a second somebody at one address may be refused before he is told to slow down. */
const REFUSALS = 10;

/**
 * Counts who comes in: each caller has so many requests a second, an address where nobody is asked who he is. Who is
 * refused counts by his address, apart from those who are let in from there.
 */
export class LimitedDoor implements Door {
  readonly #admitted: RateLimiterMemory;
  readonly #refused = new RateLimiterMemory({ points: REFUSALS, duration: 1 });

  constructor(
    private readonly door: Door,
    /** Of one caller, in a second. */
    limit: number,
  ) {
    this.#admitted = new RateLimiterMemory({ points: limit, duration: 1 });
  }

  async whoIs(request: HttpRequest, how?: Pick<Needed, 'basic'>): Promise<Caller | undefined> {
    const caller = await this.door.whoIs(request, how).catch(async (error: unknown) => {
      await take(this.#refused, request.ip);
      throw error;
    });
    await take(this.#admitted, caller?.is ?? `address ${request.ip}`);
    return caller;
  }
}

async function take(limiter: RateLimiterMemory, who: string): Promise<void> {
  try {
    await limiter.consume(who);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new StepFunctionsError('ThrottlingException', 'Rate exceeded');
  }
}
