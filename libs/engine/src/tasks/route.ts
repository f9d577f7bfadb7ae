import type { Via } from '#contracts';
import { functionCalled, type Asked } from './call.js';

/** Who calls a Lambda function as things are: undefined is a participant of its own name. */
export type LambdaRoute = (functionName: string) => Via | undefined;

/**
 * An attempt goes where the one before it went: it has the same id, and nobody else knows whether that has taken effect.
 * Where nobody could call the function, somebody may by now.
 */
export function viaOf(asked: Asked, isRepeat: boolean, route: LambdaRoute | undefined): Via | undefined {
  const functionName = functionCalled(asked);
  if (functionName === undefined) return undefined;
  return isRepeat && asked.via !== 'NOBODY' ? asked.via : route?.(functionName);
}
