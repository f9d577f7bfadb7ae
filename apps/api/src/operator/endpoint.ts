import type { z } from 'zod';
import type { Role } from '../access/access-keys.js';
import type { OperatorService } from './operator-service.js';
import type { SentEvent } from './send-events.js';

type Fields = z.ZodObject | undefined;
type Given<S extends Fields> = S extends z.ZodObject ? z.output<S> : undefined;

/** A request that was found right. */
export interface Asked<P extends Fields, Q extends Fields, B extends Fields> {
  readonly params: Given<P>;
  readonly query: Given<Q>;
  readonly body: Given<B>;
  /** Aborted when the caller is gone, or this process ends. */
  readonly signal: AbortSignal;
  /** Where a stream goes on: the id of the last event that the caller has. */
  readonly lastEventId?: string | undefined;
}

interface Declared<P extends Fields, Q extends Fields, B extends Fields> {
  readonly method: 'GET' | 'POST';
  /** `/executions/{id}` below `/api`; a parameter is one whole segment. */
  readonly path: string;
  /** Unique; clients that are generated call it so. */
  readonly name: string;
  readonly summary: string;
  readonly tag: string;
  readonly role: Role;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

export interface EndpointOf<P extends Fields, Q extends Fields, B extends Fields, A extends z.ZodType> extends Declared<
  P,
  Q,
  B
> {
  readonly answer: A;
  /** @throws Problem or StepFunctionsError if it is refused. */
  run(asked: Asked<P, Q, B>, service: OperatorService): Promise<z.input<A>>;
  /** For who accepts events: how far it is (`progress`), and at last the answer (`end`). */
  open?(asked: Asked<P, Q, B>, service: OperatorService): Promise<AsyncIterable<SentEvent>>;
}

interface StreamOf<P extends Fields, Q extends Fields> extends Omit<Declared<P, Q, undefined>, 'method' | 'body'> {
  /**
   * Resolves when it is known that there is something to follow.
   * @throws Problem if there is not.
   */
  open(asked: Asked<P, Q, undefined>, service: OperatorService): Promise<AsyncIterable<SentEvent>>;
}

/** Its answer never ends: events as they come. */
export type Stream = StreamOf<z.ZodObject, z.ZodObject> & { readonly method: 'GET'; readonly body?: undefined };

export const stream = <P extends Fields = undefined, Q extends Fields = undefined>(declared: StreamOf<P, Q>): Stream =>
  ({ ...declared, method: 'GET' }) as unknown as Stream;

export const isStream = (one: Endpoint | Stream): one is Stream => !('run' in one);

/** One thing that operators can ask for. The document that describes it is made of the same schemas that check it. */
export type Endpoint = EndpointOf<z.ZodObject, z.ZodObject, z.ZodObject, z.ZodType>;

export const endpoint = <
  A extends z.ZodType,
  P extends Fields = undefined,
  Q extends Fields = undefined,
  B extends Fields = undefined,
>(
  declared: EndpointOf<P, Q, B, A>,
): Endpoint => declared as unknown as Endpoint;
