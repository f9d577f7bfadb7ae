import type { BlockDefinition, QueryLanguage, TransitionDefinition } from '../definition.js';
import type { Block } from '../machine.js';

/** What a state is compiled within. */
export interface Compiling {
  /** Of states that do not say theirs. */
  readonly language: QueryLanguage;
  /** Compiles what a state holds. */
  readonly block: (definition: BlockDefinition) => Block;
}

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
