import type { Node } from './parse-expression.js';

/** What an expression reads from around it. */
export interface References {
  /** Of the input document, which the States Language does not provide: names, and `$`. */
  readonly topLevel: ReadonlySet<string>;
  readonly readsDocument: boolean;
  /** Variables that the expression does not bind itself, the names of functions among them. */
  readonly variables: ReadonlySet<string>;
  readonly patterns: readonly RegExp[];
  /** Paths behind `$states`, e.g. `['result', 'id']`. */
  readonly states: readonly (readonly string[])[];
}

const STATES = 'states';
/** `$` and `$$` have these names in the parser's tree. */
const CONTEXT = '';
const DOCUMENT = '$';

/** Names that the expression has bound itself, where the reader stands. */
class Bound {
  private readonly times = new Map<string, number>();

  has(name: string): boolean {
    return (this.times.get(name) ?? 0) > 0;
  }

  /** Binds for as long as the work takes. */
  during(names: readonly string[], work: () => void): void {
    for (const name of names) this.times.set(name, (this.times.get(name) ?? 0) + 1);
    work();
    for (const name of names) this.times.set(name, (this.times.get(name) ?? 0) - 1);
  }
}

class Reader implements References {
  readonly topLevel = new Set<string>();
  readonly variables = new Set<string>();
  readonly states: string[][] = [];
  readonly patterns: RegExp[] = [];
  readsDocument = false;
  private readonly bound = new Bound();

  /** `top`: names are looked up in the input document here, not in what a path has come to. */
  read(node: Node | undefined, top: boolean): void {
    if (node === undefined) return;
    if (node.type === 'path') return this.readPath(node.steps ?? [], top);
    if (node.type === 'variable' || node.type === 'name') this.readName(node, top);
    if (node.value instanceof RegExp) this.patterns.push(node.value);
    // What a block binds is known in all of it: a function may call itself, and one behind it.
    const names =
      node.type === 'block' ? namesOf(targetsOf(node)) : node.type === 'lambda' ? namesOf(node.arguments) : [];
    this.bound.during(names, () => {
      for (const child of childrenOf(node)) this.read(child, top);
    });
    this.bound.during(boundBy(node), () => {
      for (const child of filtersOf(node)) this.read(child, false);
    });
  }

  /** Only the first step of a path looks into the document; the others look into what the step before gave. */
  private readPath(steps: readonly Node[], top: boolean): void {
    this.bound.during(steps.flatMap(boundBy), () => {
      steps.forEach((step, index) => {
        this.read(step, top && index === 0);
        if (step.type === 'variable' && step.value === STATES) this.states.push(fieldsOf(steps, index + 1));
      });
    });
  }

  private readName({ type, value }: Node, top: boolean): void {
    const name = String(value);
    if (type === 'name') {
      if (top) this.topLevel.add(name);
    } else if (name === DOCUMENT) this.readsDocument = true;
    else if (name === CONTEXT) {
      if (top) this.topLevel.add('$');
    } else if (!this.bound.has(name)) this.variables.add(name);
  }
}

export function referencesOf(node: Node): References {
  const reader = new Reader();
  reader.read(node, true);
  return reader;
}

const isNode = (value: Node['lhs']): value is Node => value !== undefined && !Array.isArray(value);

const namesOf = (variables: readonly Node[] = []): string[] =>
  variables.filter(({ type }) => type === 'variable').map(({ value }) => String(value));

const targetsOf = ({ expressions = [] }: Node): Node[] =>
  expressions.flatMap(({ type, lhs }) => (type === 'bind' && isNode(lhs) ? [lhs] : []));

/** `@$order` and `#$index`. */
const boundBy = ({ focus, index, stages = [] }: Node): string[] => [
  ...[focus, index].filter((name) => name !== undefined),
  ...stages.filter(({ type }) => type === 'index').map(({ value }) => String(value)),
];

/** The names that follow, up to the first step that is more than a name. */
function fieldsOf(steps: readonly Node[], from: number): string[] {
  const fields: string[] = [];
  for (let at = from; steps[at]?.type === 'name'; at++) fields.push(String(steps[at]?.value));
  return fields;
}

/** What is evaluated where the node stands. */
function* childrenOf(node: Node): Generator<Node | undefined> {
  yield* node.expressions ?? [];
  // The parameters of a function are names, not values.
  if (node.type !== 'lambda') yield* node.arguments ?? [];
  if (isNode(node.lhs)) {
    if (node.type !== 'bind') yield node.lhs;
  } else for (const pair of node.lhs ?? []) yield* pair;
  yield* [node.rhs, node.expression, node.procedure, node.body, node.condition, node.then, node.else];
}

/** What is evaluated on each value that the node has found. */
function* filtersOf(node: Node): Generator<Node | undefined> {
  for (const filter of [...(node.predicate ?? []), ...(node.stages ?? [])]) yield filter.expr;
  for (const term of node.terms ?? []) yield term.expression;
  const group = node.group?.lhs;
  if (group !== undefined && !isNode(group)) for (const pair of group) yield* pair;
  yield* [node.pattern, node.update, node.delete];
}
