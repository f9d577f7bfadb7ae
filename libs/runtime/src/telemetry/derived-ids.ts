import { randomBytes } from 'node:crypto';

/** Ids of a span that everybody derives alike, so that it is the same span whoever tells it, and however often. */
export interface SpanIds {
  /** 32 hexadecimal digits; of a span without parent. */
  readonly traceId?: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
}

/** Hands out the ids that were wanted, and random ones otherwise. */
export class DerivedIds {
  #wanted: SpanIds | undefined;

  /** What `start` begins gets these ids: it must not wait for anything. */
  with<T>(ids: SpanIds | undefined, start: () => T): T {
    this.#wanted = ids;
    try {
      return start();
    } finally {
      this.#wanted = undefined;
    }
  }

  generateTraceId(): string {
    return this.#wanted?.traceId ?? randomId(16);
  }

  generateSpanId(): string {
    return this.#wanted?.spanId ?? randomId(8);
  }
}

export const derivedIds = new DerivedIds();

/** Zeros alone are no id. */
function randomId(bytes: number): string {
  const id = randomBytes(bytes);
  if (id.every((byte) => byte === 0)) id[0] = 1;
  return id.toString('hex');
}
