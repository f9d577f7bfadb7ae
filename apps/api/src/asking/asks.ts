import type { MessageOf, MessageType, Results } from '#contracts';

/** What the owner tells of a message that it has carried out. */
export type ResultTo<T extends MessageType> = T extends keyof Results ? Results[T] : undefined;

export interface Asks {
  /**
   * Puts a message on the inbox and waits until the views show what was decided on it.
   * @param entity the id of what the message is for: the record's key.
   * @throws StepFunctionsError with what it is refused for, or `ServiceUnavailable` if nobody answers in time.
   */
  ask<T extends MessageType>(entity: string, message: MessageOf<T>): Promise<ResultTo<T>>;
}
