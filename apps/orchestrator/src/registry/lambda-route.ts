import type { LambdaRoute } from '#engine';
import type { Catalogue } from './catalogue.js';
import type { Registry } from './registry.js';

interface Known {
  readonly catalogue: Pick<Catalogue, 'has'>;
  readonly registry: Pick<Registry, 'names'>;
  /** Whether there is a participant `lambda`, which calls functions. */
  readonly lambda: boolean;
}

/**
 * Who calls a Lambda function: the participant of its name, if there is one; else the participant `lambda`; else the one
 * that a definition names, whose commands wait for it. A name that was computed and that nobody knows is no function: its
 * command would have no topic to wait in.
 */
export const lambdaRoute =
  ({ catalogue, registry, lambda }: Known): LambdaRoute =>
  (functionName) => {
    if (catalogue.has(functionName)) return undefined;
    if (lambda) return 'LAMBDA';
    return registry.names(functionName) ? undefined : 'NOBODY';
  };
