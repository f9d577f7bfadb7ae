import { dirname, join } from 'node:path';
import type { Json, JsonObject } from '#contracts';
import { parseTemplate } from './parse-template.js';
import { Resolver } from './resolve.js';
import { isObject, Unresolved, type Place, type Resource, type Template } from './template.js';

/** A state machine as it is to be put. */
export interface Described {
  readonly name: string;
  readonly definition: Json;
  readonly machineType?: 'STANDARD' | 'EXPRESS';
}

export interface Reading extends Place {
  /** The template's file: others are named from there. */
  readonly file: string;
  /** @throws if it cannot be read */
  readonly read: (file: string) => string;
}

const TYPES = new Set(['AWS::StepFunctions::StateMachine', 'AWS::Serverless::StateMachine']);
const ACTIVITIES = new Set(['AWS::StepFunctions::Activity']);

/**
 * The state machines of a template of CloudFormation, CDK or SAM; everything else in it is only looked at for its name.
 * @throws Unresolved naming what cannot be known outside of AWS.
 */
export function stateMachinesIn(template: Template, reading: Reading): Described[] {
  const resolver = new Resolver(template, reading);
  return resourcesOf(template, resolver, TYPES).map(([id, resource]) => described(id, resource, resolver, reading));
}

/**
 * The names of its activities, which workers ask for tasks.
 * @throws Unresolved naming what cannot be known outside of AWS.
 */
export function activitiesIn(template: Template, place: Place): string[] {
  const resolver = new Resolver(template, place);
  return resourcesOf(template, resolver, ACTIVITIES).map(([id]) => resolver.nameOf(id));
}

const resourcesOf = (template: Template, resolver: Resolver, types: ReadonlySet<string>) =>
  Object.entries(template.Resources).filter(([, { Type, Condition }]) => types.has(Type) && resolver.holds(Condition));

function described(id: string, resource: Resource, resolver: Resolver, reading: Reading): Described {
  const properties = (resolver.resolve(resource.Properties ?? {}) ?? {}) as JsonObject;
  const type = properties['StateMachineType'] ?? properties['Type'];
  return {
    name: resolver.nameOf(id),
    definition: definitionOf(id, properties, reading),
    ...(type === 'EXPRESS' || type === 'STANDARD' ? { machineType: type } : {}),
  };
}

function definitionOf(id: string, properties: JsonObject, { file, read }: Reading): Json {
  const { DefinitionString: text, Definition: inline, DefinitionUri: uri, DefinitionSubstitutions: by } = properties;
  if (isObject(inline)) return inTexts(inline, by);
  if (typeof text === 'string') return parsed(`The DefinitionString of ${id}`, inText(text, by));
  if (typeof uri === 'string' && !uri.startsWith('s3:')) {
    const its = join(dirname(file), uri);
    return parsed(its, inText(read(its), by));
  }
  throw new Unresolved(
    `The definition of ${id} is not in the template.`,
    'Put it into DefinitionString, Definition, or a file beside the template (DefinitionUri).',
  );
}

function parsed(what: string, text: string): Json {
  try {
    return parseTemplate(text);
  } catch (error) {
    throw new Unresolved(`${what} is neither JSON nor YAML: ${(error as Error).message}`);
  }
}

/** `${name}` as DefinitionSubstitutions says, before the text is parsed; what it does not name stays. */
function inText(text: string, substitutions: Json | undefined): string {
  if (!isObject(substitutions)) return text;
  return text.replaceAll(/\$\{([^}]*)\}/gu, (whole, name: string) => {
    const value = substitutions[name];
    return value === undefined ? whole : String(value);
  });
}

function inTexts(value: Json, substitutions: Json | undefined): Json {
  if (typeof value === 'string') return inText(value, substitutions);
  if (Array.isArray(value)) return value.map((item) => inTexts(item, substitutions));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, inTexts(field, substitutions)]));
}
