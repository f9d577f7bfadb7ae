/** What a value of an answer has to be. */
export type Shape =
  | { readonly kind: 'any' | 'boolean' }
  | { readonly kind: 'string' | 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'enum'; readonly values: ReadonlySet<string> }
  | { readonly kind: 'list' | 'map'; readonly of: string }
  | { readonly kind: 'structure'; readonly fields: readonly Field[] };

export interface Field {
  /** As Step Functions spells it, which is with a capital. */
  readonly name: string;
  readonly required: boolean;
  /** What `Model.shape` takes. */
  readonly shape: string;
}
