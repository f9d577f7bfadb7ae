import { changed, hide, HIDDEN, type Path } from './path.js';

/** Fields of answers that are payloads, or texts of payloads. */
const PAYLOADS: ReadonlySet<string> = new Set([
  'input',
  'inputText',
  'output',
  'parameters',
  'variables',
  'assigned',
  'attributes',
]);

/**
 * An answer whose payloads are without what the paths lead to. What is around payloads stays as it is: a rule about a
 * `name` in an input hides no name of an execution.
 */
export function withoutIn(node: unknown, paths: readonly Path[]): unknown {
  if (typeof node !== 'object' || node === null) return node;
  // Of an event items are payloads; of a list they are what is listed.
  const hasItems = 'type' in node;
  return changed(node, (child, name) => {
    if (PAYLOADS.has(name)) return without(child, paths);
    if (name === 'assignedVariables') return eachWithout(child, paths);
    if (name === 'inputs' || (name === 'items' && hasItems)) return each(child, paths);
    if (name === 'value' && 'source' in node) return letterWithout(child, paths);
    if (SENTENCES.has(name)) return sentenceWithout(child, paths);
    // It describes payloads, and is none.
    return name.endsWith('Schema') ? child : withoutIn(child, paths);
  });
}

/** Sentences that may quote a payload: what could not be found in which input. */
const SENTENCES: ReadonlySet<string> = new Set(['cause', 'Cause', 'because', 'reason', 'attention', 'explanation']);
const QUOTED = /'([[{].*[\]}])'/gs;

/** Fields of payloads that are payloads of another: what an undo is given of its step, what an execution gives to one that it starts. */
const WITHIN: ReadonlySet<string> = new Set(['input', 'output', 'Input', 'Output', 'Payload']);

function without(payload: unknown, paths: readonly Path[]): unknown {
  if (typeof payload !== 'string') return hidden(payload, paths);
  const value = jsonIn(payload);
  if (value === undefined) return paths.some(({ length }) => length === 0) ? HIDDEN : payload;
  const shown = hidden(value, paths);
  return shown === value ? payload : JSON.stringify(shown);
}

function hidden(value: unknown, paths: readonly Path[]): unknown {
  const shown = paths.reduce<unknown>((before, path) => hide(before, path), value);
  if (typeof shown !== 'object' || shown === null || Array.isArray(shown)) return shown;
  return changed(shown, (child, name) => {
    if (WITHIN.has(name)) return without(child, paths);
    // What a Catch, or an undo, is told of a failure.
    return SENTENCES.has(name) || name === 'error' ? oneWithout(child, name, paths) : child;
  });
}

const oneWithout = (child: unknown, name: string, paths: readonly Path[]): unknown =>
  SENTENCES.has(name) ? sentenceWithout(child, paths) : withoutIn(child, paths);

function sentenceWithout(said: unknown, paths: readonly Path[]): unknown {
  if (Array.isArray(said)) return changed(said, (one) => sentenceWithout(one, paths));
  if (typeof said !== 'string') return said;
  return said.replace(QUOTED, (whole, text: string) => {
    const value = jsonIn(text);
    const shown = value === undefined ? HIDDEN : hidden(value, paths);
    return shown === value ? whole : `'${typeof shown === 'string' ? shown : JSON.stringify(shown)}'`;
  });
}

const each = (payloads: unknown, paths: readonly Path[]): unknown =>
  typeof payloads === 'object' && payloads !== null ? changed(payloads, (one) => without(one, paths)) : payloads;

/** Step Functions' history has a text of each variable. */
function eachWithout(variables: unknown, paths: readonly Path[]): unknown {
  if (typeof variables !== 'object' || variables === null) return variables;
  return changed(variables, (text, name) => {
    const value = jsonIn(text);
    const shown = without({ [name]: value ?? text }, paths) as { readonly [name: string]: unknown };
    return shown[name] === (value ?? text) ? text : JSON.stringify(shown[name]);
  });
}

/** A record as it came: what cannot be read could be anything. */
function letterWithout(text: unknown, paths: readonly Path[]): unknown {
  const value = jsonIn(text);
  if (typeof value !== 'object' || value === null) return HIDDEN;
  const shown = withoutIn(value, paths);
  return shown === value ? text : JSON.stringify(shown);
}

function jsonIn(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
