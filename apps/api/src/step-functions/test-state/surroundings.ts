import type { ArnScope, Json } from '#contracts';

/** What a test needs of the world. */
export interface Surroundings {
  readonly arns: ArnScope;
  /** Now, epoch milliseconds. */
  readonly at: number;
  /** The next number in [0, 1). */
  readonly random: () => number;
  readonly uuid: () => string;
  /** Calls what a Task without a mock names; where it is left out, such a Task has to be mocked. */
  readonly invoke?: Invoke;
}

export interface Called {
  /** As the Task names it. */
  readonly resource: string;
  readonly input: Json;
  readonly timeoutSeconds: number | undefined;
}

/** May throw what the whole test is refused with. */
export type Invoke = (called: Called) => Promise<Invoked>;

export type Invoked = { readonly ok: true; readonly result: Json } | ({ readonly ok: false } & ErrorOutput);

export interface ErrorOutput {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}
