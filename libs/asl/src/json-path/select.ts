import { isArray, isObject, own } from '../json/object.js';
import type { Json } from '../machine.js';
import { child } from './follow.js';
import type { Segment } from './path.js';

type Select = (start: Json | undefined, root: Json) => Json | undefined;
type Of<K extends Segment['kind']> = Extract<Segment, { kind: K }>;

const childrenOf = (node: Json): readonly Json[] => (isArray(node) ? node : isObject(node) ? Object.values(node) : []);

/** What each segment that may find several nodes finds below one node. */
const CHILDREN: { readonly [K in Segment['kind']]: (segment: Of<K>, node: Json, root: Json) => readonly Json[] } = {
  name: (segment, node) => present(child(node, segment)),
  index: (segment, node) => present(child(node, segment)),
  names: ({ names }, node) => (isObject(node) ? names.flatMap((name) => present(own(node, name))) : []),
  indexes: ({ indexes }, node) => (isArray(node) ? indexes.flatMap((index) => present(node.at(index))) : []),
  slice: (segment, node) => (isArray(node) ? sliceOf(segment, node) : []),
  wildcard: (_segment, node) => childrenOf(node),
  descend: (_segment, node) => withDescendants(node),
  filter: ({ test }, node, root) =>
    isArray(node) ? node.filter((item) => test(item, root)) : isObject(node) && test(node, root) ? [node] : [],
  // Only at the end of a path, where `compilePath` applies it to what the rest finds.
  function: () => [],
};

const find = <K extends Segment['kind']>(segment: Of<K> & { kind: K }, node: Json, root: Json): readonly Json[] =>
  (CHILDREN[segment.kind] as (segment: Of<K>, node: Json, root: Json) => readonly Json[])(segment, node, root);

/** The part of a path from its first open segment on. */
export function selectFrom(segments: readonly Segment[]): Select {
  const [first, ...rest] = segments;
  // As in Jayway, several names at the end of a definite path give one object of these fields.
  if (first?.kind === 'names' && rest.length === 0) return (start) => picked(first.names, start);
  return (start, root) => {
    let nodes = present(start);
    for (const segment of segments) nodes = nodes.flatMap((node) => find(segment, node, root));
    return nodes;
  };
}

const present = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : [value]);

function picked(names: readonly string[], start: Json | undefined): Json | undefined {
  if (start === undefined || !isObject(start)) return undefined;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(start, name)).map((name) => [name, start[name]!]));
}

function sliceOf({ start = 0, end, step }: Of<'slice'>, node: readonly Json[]): readonly Json[] {
  const range = node.slice(start, end);
  return step === 1 ? range : range.filter((_item, place) => place % step === 0);
}

/** Parents first. Not recursive, since an input may be nested deeper than the stack is high. */
function withDescendants(node: Json): readonly Json[] {
  const found: Json[] = [];
  const open: Json[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    const children = childrenOf(next);
    for (let place = children.length - 1; place >= 0; place--) open.push(children[place]!);
  }
  return found;
}
