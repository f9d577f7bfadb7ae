import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';

export type Class = new () => object;

/** The value as an instance of the class, or what is wrong with it: one text a field. */
export type Check = (value: unknown) => Promise<Checked> | Checked;
export type Checked =
  { readonly ok: true; readonly value: object } | { readonly ok: false; readonly problems: readonly string[] };

const NOT_AN_OBJECT: Checked = { ok: false, problems: ['the value must be an object'] };
/** As keys of JSON these would change what the object is, and with it what it is checked against. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Compiles the check of a class. Unknown fields are let through: fields may be added. A class whose fields are plain
 * is filled without class-transformer, which is the slower half of the usual way.
 */
export function checked(type: Class): Check {
  const nested = hasNested(type);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return NOT_AN_OBJECT;
    const instance = nested ? (plainToInstance(type, value) as object) : filled(type, value);
    return validate(instance, OPTIONS).then((errors) =>
      errors.length === 0
        ? { ok: true, value: instance }
        : { ok: false, problems: errors.flatMap((error) => sentences(error)) },
    );
  };
}

const OPTIONS = { forbidUnknownValues: false, validationError: { target: false, value: false } };

function filled(type: Class, value: object): object {
  const instance = new type() as Record<string, unknown>;
  for (const key in value) if (!FORBIDDEN.has(key)) instance[key] = (value as Record<string, unknown>)[key];
  return instance;
}

function hasNested(type: Class): boolean {
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return rules.some((rule) => rule.type === 'nestedValidation');
}

function sentences({ property, constraints = {}, children = [] }: ValidationError, path = ''): string[] {
  const at = path + property;
  const own = Object.values(constraints).map((text) => (path ? `${path}${text}` : text));
  return [...own, ...children.flatMap((child) => sentences(child, `${at}.`))];
}

/** Whether class-validator knows anything about the type. */
export function isChecked(type: unknown): type is Class {
  if (typeof type !== 'function' || type === Object) return false;
  return getMetadataStorage().getTargetValidationMetadatas(type, '', false, false).length > 0;
}
