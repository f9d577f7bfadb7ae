import { IntrinsicException } from '@nestjs/common';

/**
 * A participant's refusal: an answer that means "nothing happened". Whatever the handler wrote through `ctx.db` is
 * rolled back, so that it is true. Every other error means "unknown" and is retried.
 */
export class Refused extends IntrinsicException {
  override readonly name = 'Refused';

  /**
   * @param error a name that a `Retry` or `Catch` can match, e.g. `OutOfStock`; at most 256 characters are sent.
   * @param reason the `cause`, a sentence for people.
   */
  constructor(
    readonly error: string,
    readonly reason: string = '',
  ) {
    super(reason ? `${error}: ${reason}` : error);
  }
}

/**
 * A failure that has a name, though nobody knows what it did: a service was asked and its answer got lost. Unlike any
 * other error it is not tried again in place, since whoever was asked may not know a repeat; a `Retry` of the state can.
 */
export class OutcomeUnknown extends IntrinsicException {
  override readonly name = 'OutcomeUnknown';

  constructor(
    readonly error: string,
    readonly reason: string = '',
  ) {
    super(reason ? `${error}: ${reason}` : error);
  }
}

/** The handler ran, but what it returned cannot be sent. */
export class OutputRefused extends Refused {}
