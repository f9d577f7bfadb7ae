import type { ArnScope, Json, JsonObject } from '#contracts';

/** A template of CloudFormation, as CDK and SAM write it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Conditions?: JsonObject;
  readonly Mappings?: JsonObject;
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
}

/** What there is to know of the place that a template is put to. */
export interface Place {
  readonly arns: ArnScope;
  /** By the names of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly stack: string;
}

/** Something that a template says and that only AWS could know, or that is wrong. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isTemplate = (value: Json): value is Json & Template => isObject(value) && isObject(value['Resources']);
