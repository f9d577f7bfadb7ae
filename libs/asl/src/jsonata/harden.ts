import { builtin } from './library.js';
import { becomeCall, isObjectConstructor, nodesOf, pairsOf, through, variable, type Node } from './node.js';

/** What an expression uses, as far as its evaluation needs to know. */
export interface Uses {
  /** The names of variables and functions. */
  readonly names: ReadonlySet<string>;
  /** The names of what it calls. */
  readonly calls: ReadonlySet<string>;
  /** Whether it can change what it reads: then it reads a copy. */
  readonly changes: boolean;
  /** Why it is not evaluated at all. */
  readonly refused?: string;
}

/**
 * Rewrites an expression's tree so that it runs within the guard rails whatever it says. The library's own operators
 * walk through a value as often as it stands within another, set fields of what is called though it is no function,
 * and wait for ever for an object whose field `then` is a function.
 */
export function harden(root: Node): Uses {
  const nodes = nodesOf(root);
  const names = new Set(nodes.filter(({ type }) => type === 'variable').map(({ value }) => String(value)));
  // A transformation clones what it changes.
  if (nodes.some(({ type }) => type === 'transform')) names.add('clone');
  const bound = boundBy(nodes);
  const calls = new Set(nodes.map(({ procedure }) => String(procedure?.value)));
  const uses: Uses = {
    names,
    calls,
    changes: nodes.some(changesData) || makesObjectsOfItems(root, nodes),
    ...refusal(nodes, bound),
  };
  const called = new Set(nodes.map(({ procedure }) => procedure));
  const hasFunctions = nodes.some((node) => isFunctionValue(node, called.has(node)));
  for (const node of nodes) {
    guardTruth(node);
    if (hasFunctions) for (const pair of pairsOf(node)) pair[1] = through(pair[1], PLAINLY);
    if (node.type === 'transform') node.pattern = through(node.pattern!, MATCHED);
    guardCallee(node, bound);
  }
  for (const node of nodes) guardOperator(node);
  return uses;
}

/** The names of functions that an expression cannot write. */
export const CONCATENATED = ' concatenated';
export const EQUAL = ' equal';
export const DIFFERENT = ' different';
export const FIELDS = ' fields';
export const TRUE = ' true';
export const KEPT = ' kept';
export const PLAINLY = ' plainly';
export const MATCHED = ' matched';
export const CALLED = ' called';
export const NAMED = ' named';

function guardOperator(node: Node): void {
  const { type, value } = node;
  if (type === 'wildcard') return becomeCall(node, FIELDS, [variable('')]);
  if (type !== 'binary') return;
  const [lhs, rhs] = [node.lhs as Node, node.rhs!];
  if (value === '&') return becomeCall(node, CONCATENATED, [lhs, rhs]);
  if ((value !== '=' && value !== '!=') || isLiteral(lhs) || isLiteral(rhs)) return;
  becomeCall(node, value === '=' ? EQUAL : DIFFERENT, [lhs, rhs]);
}

const isLiteral = ({ type }: Node): boolean => type === 'string' || type === 'number' || type === 'value';

const BOOLEAN: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=', 'and', 'or', 'in']);
/** Whether the library finds out at once if it is true. */
const isCheap = (node: Node): boolean => isLiteral(node) || (node.type === 'binary' && BOOLEAN.has(node.value));

/** Where the library asks whether a value is true, it is given `true` or `false`. */
function guardTruth(node: Node): void {
  if (node.type === 'condition') node.condition = asTruth(node.condition!, TRUE);
  if (node.type === 'binary' && (node.value === 'and' || node.value === 'or')) {
    node.lhs = asTruth(node.lhs as Node, TRUE);
    node.rhs = asTruth(node.rhs!, TRUE);
  }
  for (const filter of [...(node.predicate ?? []), ...(node.stages ?? [])]) {
    if (filter.expr !== undefined) filter.expr = asTruth(filter.expr, KEPT);
  }
}

const asTruth = (node: Node, name: string): Node => (isCheap(node) ? node : through(node, name));

/** The library's own functions are called as they are, unless the expression gives the name another meaning. */
function guardCallee(node: Node, bound: ReadonlySet<string>): void {
  const { procedure } = node;
  if (procedure === undefined || procedure.type === 'lambda') return;
  const name = String(procedure.value);
  if (procedure.type === 'variable' && !bound.has(name) && builtin(name) !== undefined) return;
  node.procedure = procedure.type === 'path' ? namedStep(procedure) : through(procedure, CALLED);
}

/** Where the `$` of a function was forgotten, the library reads its name from the first step. */
const namedStep = (path: Node): Node => ({
  type: 'path',
  steps: [{ ...through(path, NAMED), value: path.steps?.[0]?.value }],
});

function boundBy(nodes: readonly Node[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.type === 'bind') names.add(String((node.lhs as Node).value));
    if (node.type === 'lambda') for (const parameter of node.arguments ?? []) names.add(String(parameter.value));
    for (const name of [node.focus, node.index]) if (name !== undefined) names.add(name);
  }
  return names;
}

/** Grouping adds to a list that is empty, `[]` marks one, and `|…|…|` changes all that its pattern finds. */
const changesData = (node: Node): boolean =>
  node.group !== undefined || node.keepSingletonArray === true || node.type === 'transform';

/**
 * An object constructor adds to what it is evaluated on, too, if that is an empty list: an item of a path, or of what is
 * filtered or sorted. At the top it is evaluated on nothing.
 */
function makesObjectsOfItems(root: Node, nodes: readonly Node[]): boolean {
  const all = nodes.filter(isObjectConstructor).length;
  return all > 0 && nodesOf(root, besideItems).filter(isObjectConstructor).length < all;
}

/** What is evaluated on the same as the node itself. */
function besideItems(inner: object): readonly unknown[] {
  if (Array.isArray(inner)) return inner;
  const { type, predicate: _, stages: __, ...rest } = inner as Node;
  return type === 'path' ? [] : Object.values(rest);
}

const FUNCTIONS: ReadonlySet<string> = new Set(['lambda', 'regex', 'partial', 'transform']);

/** Whether it can be a function. One of the library's that is called is not handed on. */
const isFunctionValue = (node: Node, isCalled: boolean): boolean =>
  FUNCTIONS.has(node.type) ||
  (node.type === 'apply' && node.rhs?.type !== 'function') ||
  (node.type === 'variable' && !isCalled && builtin(String(node.value)) !== undefined);

function refusal(nodes: readonly Node[], bound: ReadonlySet<string>): { readonly refused?: string } {
  if (nodes.some(({ focus, index }) => focus === 'then' || index === 'then'))
    return { refused: '$then cannot be bound here' };
  if (bound.has('clone') && nodes.some(({ type }) => type === 'transform')) {
    return { refused: '$clone cannot be bound in an expression with a transformation' };
  }
  return {};
}
