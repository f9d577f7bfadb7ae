import type { StateMachine } from '#asl';
import { machineOf } from './machine-of.js';

/** A random tree of states; plain data, so that a property test can draw, shrink and print it. */
export type RandomNode =
  | {
      readonly is: 'TASK';
      readonly undo: boolean;
      readonly pivot: boolean;
      readonly retries: number;
      /** The key of its lock; two Tasks may have the same. */
      readonly lock?: 'k' | 'l' | undefined;
      /** Nothing can be made of what its first attempt says, if it may be tried again. */
      readonly picky?: boolean | undefined;
    }
  | { readonly is: 'PASS' }
  /** Undoes what was done so far in its scope, or the state that stands so many before it. */
  | { readonly is: 'COMPENSATE'; readonly back: number }
  | {
      readonly is: 'PARALLEL';
      readonly branches: readonly (readonly RandomNode[])[];
      readonly whole: boolean;
      readonly caught: 'NO' | 'YES' | 'SCOPE';
      readonly retries: number;
    }
  | {
      readonly is: 'MAP';
      readonly body: readonly RandomNode[];
      readonly items: number;
      readonly concurrency: number;
      readonly tolerates: number;
      readonly whole: boolean;
      readonly caught: 'NO' | 'YES' | 'SCOPE';
    };

export interface RandomTree {
  readonly nodes: readonly RandomNode[];
  readonly order: 'LIFO' | 'STRUCTURED' | 'PARALLEL';
}

type States = { [name: string]: object };

/** Names are paths through the definition, so that each stands once: `s0`, `s1b0s2`. */
function statesOf(nodes: readonly RandomNode[], prefix: string, last: object): { StartAt: string; States: States } {
  const States: States = {};
  for (const [i, node] of nodes.entries()) {
    const next = i + 1 < nodes.length ? { Next: `${prefix}s${i + 1}` } : last;
    States[`${prefix}s${i}`] = { ...stateOf(node, `${prefix}s${i}`, next), ...undoneBy(node, prefix, i), ...next };
  }
  return { StartAt: `${prefix}s0`, States };
}

const ALL = ['States.ALL'];

const PICKY = {
  QueryLanguage: 'JSONata',
  Output: "{% $states.context.State.RetryCount = 0 ? $error('odd') : $states.result %}",
};

const undoneBy = (node: RandomNode, prefix: string, i: number): object =>
  node.is === 'COMPENSATE' && node.back > 0 && i > 0 ? { State: `${prefix}s${Math.max(0, i - node.back)}` } : {};

function stateOf(node: RandomNode, name: string, next: object): object {
  switch (node.is) {
    case 'PASS':
      return { Type: 'Pass', Result: name };
    case 'COMPENSATE':
      return { Type: 'Compensate' };
    case 'TASK':
      return {
        Type: 'Task',
        Resource: `kafka:p.do-${name}`,
        TimeoutSeconds: 10,
        ...(node.retries > 0 && { Retry: [{ ErrorEquals: ALL, MaxAttempts: node.retries }] }),
        ...(node.retries > 0 && node.picky && PICKY),
        ...(node.undo && { Compensate: { Resource: `kafka:p.undo-${name}` } }),
        ...(node.pivot && { SagaRole: 'PIVOT' }),
        ...(node.lock && { Lock: { Key: node.lock, Policy: 'WAIT', TimeoutSeconds: 5 } }),
      };
    case 'PARALLEL':
      return {
        Type: 'Parallel',
        Branches: node.branches.map((branch, i) => statesOf(branch, `${name}b${i}`, { End: true })),
        ...(node.retries > 0 && { Retry: [{ ErrorEquals: ALL, MaxAttempts: node.retries }] }),
        ...wholeAndCatch(node, name, next),
      };
    case 'MAP':
      return {
        Type: 'Map',
        ItemsPath: '$$.Execution.Input.items',
        ItemProcessor: statesOf(node.body, `${name}m`, { End: true }),
        MaxConcurrency: node.concurrency,
        ...(node.tolerates > 0 && { ToleratedFailureCount: node.tolerates }),
        ...wholeAndCatch(node, name, next),
      };
  }
}

/** What is caught goes on where the state would have. */
function wholeAndCatch(
  { whole, caught }: { whole: boolean; caught: 'NO' | 'YES' | 'SCOPE' },
  name: string,
  next: object,
): object {
  const Next = 'Next' in next ? next.Next : undefined;
  return {
    ...(whole && { Compensate: { Resource: `kafka:p.undo-${name}` } }),
    ...(caught !== 'NO' &&
      Next !== undefined && {
        Catch: [{ ErrorEquals: ALL, Next, ...(caught === 'SCOPE' && { Compensate: caught }) }],
      }),
  };
}

export function treeDefinition({ nodes, order }: RandomTree) {
  const machine = statesOf(nodes, '', { Next: 'Last' });
  const Last = { Type: 'Task', Resource: 'kafka:p.last', End: true };
  return { ...machine, States: { ...machine.States, Last }, Saga: { Order: order } };
}

export const randomTree = (tree: RandomTree): StateMachine => machineOf(treeDefinition(tree));
