import type { Json, JsonObject } from '#contracts';
import { kindOf } from './physical-names.js';
import { isObject, Unresolved, type Place, type Template } from './template.js';

/** `AWS::NoValue`: the field is not there. */
const NOTHING = undefined;
type Resolved = Json | undefined;

/** Names that refer to each other go no deeper than this, unless they go round. */
const DEEPEST = 64;

/**
 * What a template says, with its references and functions looked up.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class Resolver {
  #depth = 0;

  constructor(
    private readonly template: Template,
    private readonly place: Place,
  ) {}

  /** @throws Unresolved naming what cannot be known here. */
  resolve(value: Json): Resolved {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item)).filter((item) => item !== NOTHING);
    if (!isObject(value)) return value;
    const [name, ...more] = Object.keys(value);
    if (name !== undefined && more.length === 0 && (name === 'Ref' || name.startsWith('Fn::')))
      return this.#call(name, value[name]!);
    const fields = Object.entries(value).map(([key, field]) => [key, this.resolve(field)] as const);
    return Object.fromEntries(fields.filter(([, field]) => field !== NOTHING)) as JsonObject;
  }

  /** What a resource is called. */
  nameOf(id: string): string {
    const resource = this.template.Resources[id];
    const named = resource?.Properties?.[kindOf(resource).named];
    const name = named === undefined ? id : this.resolve(named);
    return typeof name === 'string' ? name : id;
  }

  /** Whether a condition of the template holds; one that is not named does. */
  holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    const said = this.template.Conditions?.[condition];
    if (said === undefined) throw new Unresolved(`The template has no condition ${condition}.`);
    return this.#condition(said);
  }

  #call(name: string, argument: Json): Resolved {
    const call = FUNCTIONS[name];
    if (!call) throw new Unresolved(`${name} cannot be known outside of AWS.`, 'Replace it by a parameter.');
    if (++this.#depth > DEEPEST) throw new Unresolved('The template refers to itself.');
    try {
      return call(this, argument);
    } finally {
      this.#depth--;
    }
  }

  #condition(said: Json): boolean {
    if (!isObject(said)) throw new Unresolved(`${JSON.stringify(said)} is no condition.`);
    const [[name, argument] = ['', null]] = Object.entries(said);
    const each = () => (argument as Json[]).map((it) => this.#condition(it));
    if (name === 'Condition') return this.holds(String(argument));
    if (name === 'Fn::And') return each().every(Boolean);
    if (name === 'Fn::Or') return each().some(Boolean);
    if (name === 'Fn::Not') return !each()[0];
    if (name !== 'Fn::Equals') throw new Unresolved(`${name} is no condition.`);
    const [left, right] = this.list(argument, name).map((it) => JSON.stringify(it));
    return left === right;
  }

  reference(id: string): Resolved {
    const { arns, parameters, stack } = this.place;
    const pseudo: Readonly<Record<string, Resolved>> = {
      'AWS::Region': arns.region,
      'AWS::AccountId': arns.account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::NoValue': NOTHING,
    };
    if (id in pseudo) return pseudo[id];
    const resource = this.template.Resources[id];
    if (resource) return kindOf(resource).refIsArn ? this.attribute(id, 'Arn') : this.nameOf(id);
    const value = parameters[id] ?? this.template.Parameters?.[id]?.Default;
    if (value !== undefined) return value;
    throw this.template.Parameters?.[id]
      ? new Unresolved(`The template's parameter ${id} has no default.`, `Give it: --parameter ${id}=VALUE`)
      : new Unresolved(`The template refers to ${id}, which it does not have.`);
  }

  attribute(id: string, attribute: string): string {
    const resource = this.template.Resources[id];
    if (!resource) throw new Unresolved(`The template refers to ${id}.${attribute}, which it does not have.`);
    const name = this.nameOf(id);
    if (attribute === 'Arn' || attribute.endsWith('Arn')) return kindOf(resource).arn(name, this.place.arns);
    if (attribute.endsWith('Name')) return name;
    throw new Unresolved(`${id}.${attribute} cannot be known outside of AWS.`, 'Replace it by a parameter.');
  }

  /** `${Name}`, `${Name.Attribute}`, and `${!Literal}`, which is left as it is meant. */
  substitute(text: string, given: JsonObject): string {
    return text.replaceAll(/\$\{(!?)([^}]*)\}/gu, (_, literal: string, inner: string) => {
      if (literal) return `\${${inner}}`;
      const name = inner.trim();
      const own = given[name];
      if (own !== undefined) return asText(this.resolve(own), name);
      const [id = '', ...attribute] = name.split('.');
      return asText(attribute.length > 0 ? this.attribute(id, attribute.join('.')) : this.reference(id), name);
    });
  }

  mapped(map: string, first: string, second: string): Resolved {
    const found = this.template.Mappings?.[map];
    const row = isObject(found) ? found[first] : undefined;
    if (isObject(row) && row[second] !== undefined) return row[second];
    throw new Unresolved(`The template's mapping ${map} has nothing for ${first}, ${second}.`);
  }

  list(argument: Json, name: string): readonly Json[] {
    const resolved = this.resolve(argument);
    if (!Array.isArray(resolved)) throw new Unresolved(`${name} wants a list: ${JSON.stringify(argument)}`);
    return resolved;
  }
}

type Call = (resolver: Resolver, argument: Json) => Resolved;

const FUNCTIONS: Readonly<Record<string, Call>> = {
  Ref: (resolver, argument) => resolver.reference(String(argument)),
  'Fn::GetAtt': (resolver, argument) => {
    const [id = '', ...attribute] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
    return resolver.attribute(id, attribute.join('.'));
  },
  'Fn::Sub': (resolver, argument) => {
    const [text, given] = Array.isArray(argument) ? argument : [argument];
    return resolver.substitute(String(text), isObject(given) ? given : {});
  },
  'Fn::Join': (resolver, argument) => {
    const [separator, parts] = resolver.list(argument, 'Fn::Join');
    if (!Array.isArray(parts)) throw new Unresolved('Fn::Join wants a list of parts.');
    return parts.map((part) => asText(part, 'a part of Fn::Join')).join(String(separator));
  },
  'Fn::Select': (resolver, argument) => {
    const [index, items] = resolver.list(argument, 'Fn::Select');
    return Array.isArray(items) ? items[Number(index)] : NOTHING;
  },
  'Fn::Split': (resolver, argument) => {
    const [separator, text] = resolver.list(argument, 'Fn::Split');
    return asText(text, 'the text of Fn::Split').split(String(separator));
  },
  'Fn::If': (resolver, argument) => {
    const [condition, yes, no] = argument as Json[];
    return resolver.resolve((resolver.holds(String(condition)) ? yes : no) ?? null);
  },
  'Fn::FindInMap': (resolver, argument) => {
    const [map, first, second] = resolver.list(argument, 'Fn::FindInMap').map(String);
    return resolver.mapped(map ?? '', first ?? '', second ?? '');
  },
};

function asText(value: Resolved, what: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Unresolved(`${what} is no text: ${JSON.stringify(value)}`);
}
