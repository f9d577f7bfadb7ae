/** The parser's tree, which is rewritten before it is evaluated: so its fields can be set. */
export interface Node {
  type: string;
  value?: unknown;
  position?: number;
  steps?: Node[];
  expressions?: Node[];
  arguments?: Node[];
  procedure?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
  pattern?: Node;
  expression?: Node;
  expr?: Node;
  predicate?: Node[];
  stages?: Node[];
  group?: Group;
  /** Of an object constructor its pairs, of a binding the name; else an operand. */
  lhs?: Node | Pair[];
  rhs?: Node;
  keepArray?: boolean;
  keepSingletonArray?: boolean;
  /** The names that `@` and `#` bind. */
  focus?: string;
  index?: string;
  [more: string]: unknown;
}

export type Pair = [key: Node, value: Node];
export interface Group {
  lhs: Pair[];
}

/**
 * All nodes of a tree, in no order that matters. Not recursive, since a text may be nested as deeply as it is long.
 * @param within what of a node, or of what is in it, is looked into
 */
export function nodesOf(root: Node, within: (inner: object) => readonly unknown[] = Object.values): readonly Node[] {
  const nodes: Node[] = [];
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null || next instanceof RegExp || seen.has(next)) continue;
    seen.add(next);
    if (!Array.isArray(next) && 'type' in next) nodes.push(next as Node);
    for (const inner of within(next)) if (typeof inner === 'object') open.push(inner);
  }
  return nodes;
}

export const isObjectConstructor = ({ type, value }: Node): boolean => type === 'unary' && value === '{';

/** The pairs of an object constructor or of a grouping. */
export const pairsOf = (node: Node): readonly Pair[] => [
  ...(isObjectConstructor(node) ? (node.lhs as Pair[]) : []),
  ...(node.group?.lhs ?? []),
];

export const variable = (name: string): Node => ({ type: 'variable', value: name });
const call = (name: string, args: Node[]): Node => ({
  type: 'function',
  value: '(',
  procedure: variable(name),
  arguments: args,
});

/** `node ~> $name()`: such a call gets the value as it is, even a function. */
export const through = (node: Node, name: string): Node => ({
  type: 'apply',
  value: node.value,
  lhs: node,
  rhs: call(name, []),
  ...(node.position !== undefined && { position: node.position }),
});

/** Makes the node a call in place, with all that is attached to it. */
export function becomeCall(node: Node, name: string, args: Node[]): void {
  Object.assign(node, call(name, args));
}
