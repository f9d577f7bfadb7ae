import type { Field, Shape } from './shape.js';

/** The table of a service; README.md says how it is written. Lines are read when they are asked for. */
export class Model {
  private readonly operations = new Map<string, string>();
  private readonly lines = new Map<string, string>();
  private readonly shapes = new Map<string, Shape>();

  constructor(table: string) {
    for (const line of table.split('\n')) {
      const [first = '', second = '', ...rest] = line.split(' ');
      if (first === '>') this.operations.set(second.toLowerCase(), rest.join(' '));
      else if (second === '=') this.lines.set(first, rest.join(' '));
    }
  }

  /** The name of the shape that an operation answers, if it is in the table. */
  outputOf(operation: string): string | undefined {
    return this.operations.get(operation.toLowerCase());
  }

  /** By its name, or a scalar as it is written. */
  shape(name: string): Shape {
    const known = this.shapes.get(name) ?? parse(this.lines.get(name) ?? name);
    this.shapes.set(name, known);
    return known;
  }
}

const SCALAR = /^(string|number)(?:\((-?[\d.]*?)\.\.(-?[\d.]*)\))?$/u;

function parse(text: string): Shape {
  if (text.startsWith('|')) return { kind: 'enum', values: new Set(text.slice(1).split('|')) };
  if (text.startsWith('[')) return { kind: 'list', of: text.slice(1, -1) };
  if (text.startsWith('<')) return { kind: 'map', of: text.slice(1, -1) };
  if (text.startsWith('{'))
    return { kind: 'structure', fields: text.slice(1, -1).split(' ').filter(Boolean).map(field) };
  const [, kind, least, most] = SCALAR.exec(text) ?? [];
  if (kind === undefined) return { kind: text === 'boolean' ? 'boolean' : 'any' };
  return { kind: kind as 'string' | 'number', least: limit(least, -Infinity), most: limit(most, Infinity) };
}

const limit = (text: string | undefined, otherwise: number): number => (text ? Number(text) : otherwise);

function field(text: string): Field {
  const colon = text.indexOf(':');
  const required = text[colon - 1] === '*';
  const name = text.slice(0, required ? colon - 1 : colon);
  return { name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, required, shape: text.slice(colon + 1) };
}
