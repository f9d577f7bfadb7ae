import type { Json } from '../machine.js';
import type { PathFunction } from './path-functions.js';

/** Whether a filter keeps a node. `root` is what `$` stands for. */
export type Test = (node: Json, root: Json) => boolean;

export type DefiniteSegment =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index'; readonly index: number };

export type Segment =
  | DefiniteSegment
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: 'wildcard' }
  /** `..`: the node itself and all below it, parents first. */
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly test: Test }
  /** `.length()`, at the end of a path. */
  | { readonly kind: 'function'; readonly name: PathFunction };

export interface Path {
  readonly text: string;
  /** `$` is the state's data, `$$` the context object, `$name` a variable. */
  readonly root: string;
  readonly segments: readonly Segment[];
}

export type ParsedPath = { readonly ok: true; readonly path: Path } | { readonly ok: false; readonly why: string };

export const isDefinite = (segment: Segment): segment is DefiniteSegment =>
  segment.kind === 'name' || segment.kind === 'index';

/**
 * A Reference Path identifies one single node: names and indexes only.
 * https://states-language.net/spec.html#ref-paths
 */
export const isReferencePath = (path: Path): boolean =>
  path.segments.every((segment) => segment.kind === 'name' || (segment.kind === 'index' && segment.index >= 0));
