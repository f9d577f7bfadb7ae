import type { Json } from '../../machine.js';
import type { Node } from '../node.js';

/** For the library: a list on the way, operands that do not fit, whatever it would refuse. */
export const NOT_SIMPLE = Symbol('not simple');

export type Found = Json | undefined | typeof NOT_SIMPLE;
/** `name` is the first field that is asked of the variable, where it is known. */
export type Read = (variable: string, name: string | undefined) => Found;
export type Simple = (read: Read) => Found;
export type Inner = (node: Node) => Simple | undefined;

export const isScalar = (value: Json | undefined): value is string | number | boolean | null | undefined =>
  typeof value !== 'object' || value === null;

/** What else may be attached to a node. */
const MORE = 'predicate stages group focus index ancestor tuple keepArray keepSingletonArray consarray'.split(' ');

export const isPlain = (node: Node, except?: string): boolean =>
  MORE.every((field) => field === except || !(field in node));
