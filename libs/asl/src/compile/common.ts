import type { TransitionDefinition } from '../definition.js';

/** What every compiled state begins with. */
export const named = <T extends string>(
  name: string,
  { Type, Comment }: { readonly Type: T; readonly Comment?: string },
): { readonly Type: T; readonly Name: string; readonly Comment?: string } => ({
  Type,
  Name: name,
  ...(Comment !== undefined && { Comment }),
});

/** To the next state, or to the end. */
export const transition = ({ Next }: TransitionDefinition): { readonly Next: string } | { readonly End: true } =>
  Next === undefined ? { End: true } : { Next };
