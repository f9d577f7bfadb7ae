import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { arnScopeFrom, isName, NAME_RULE, type Json } from '#contracts';
import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Environment } from '../command-line/io.js';
import { parseTemplate } from '../templates/parse-template.js';
import { activitiesIn, stateMachinesIn, type Described } from '../templates/state-machines-in.js';
import { isTemplate, Unresolved, type Template } from '../templates/template.js';

export interface Asked {
  readonly file: string;
  /** Of a definition that stands alone; default: of the file. */
  readonly name?: string | undefined;
  /** `key=value`, for a template. */
  readonly parameter?: readonly string[] | undefined;
}

/** `signup` of `signup.asl.json`. */
export const nameOfFile = (file: string): string => basename(file).replace(/(\.asl|\.template)?\.(json|ya?ml)$/i, '');

export interface Found {
  readonly machines: readonly Described[];
  /** Names of those that a template has. */
  readonly activities: readonly string[];
}

/**
 * The state machines in a file: a definition, in JSON or YAML, or a template of CloudFormation, CDK or SAM.
 * @throws Stop naming what is wrong with it.
 */
export function describedIn(asked: Asked, env: Environment): Found {
  const { file } = asked;
  const content = parsed(file, readText(file));
  if (!isTemplate(content)) {
    if (asked.parameter?.length) throw new Stop(EXIT.USAGE, `${file} is a definition: only templates have parameters.`);
    const machine = named({ name: asked.name ?? nameOfFile(file), definition: content });
    return { machines: [machine], activities: [] };
  }
  if (asked.name !== undefined)
    throw new Stop(EXIT.USAGE, `${file} is a template, which names its state machines itself.`, 'Leave --name out.');
  const found = fromTemplate(content, asked, env);
  if (found.machines.length === 0) throw new Stop(EXIT.REFUSED, `The template ${file} has no state machines.`);
  return { ...found, machines: found.machines.map(named) };
}

function fromTemplate(template: Template, { file, parameter = [] }: Asked, env: Environment): Found {
  const place = { arns: arnScopeFrom(env), parameters: pairs(parameter), stack: nameOfFile(file) };
  try {
    const machines = stateMachinesIn(template, { ...place, file, read: readText });
    return { machines, activities: activitiesIn(template, place) };
  } catch (error) {
    if (error instanceof Unresolved) throw new Stop(EXIT.REFUSED, `${file}: ${error.message}`, error.hint);
    throw error;
  }
}

function named(described: Described): Described {
  if (isName(described.name)) return described;
  const told = `"${described.name}" is no name for a state machine: it ${NAME_RULE}.`;
  throw new Stop(EXIT.USAGE, told, 'Give one with --name, or in the template.');
}

function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0) throw new Stop(EXIT.USAGE, `--parameter ${pair} is not KEY=VALUE.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Stop(EXIT.USAGE, `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function parsed(file: string, text: string): Json {
  try {
    return /\.ya?ml$/i.test(file) ? parseTemplate(text) : (JSON.parse(text) as Json);
  } catch (error) {
    throw new Stop(
      EXIT.USAGE,
      `${file} is not ${/\.ya?ml$/i.test(file) ? 'YAML' : 'JSON'}: ${(error as Error).message}`,
    );
  }
}
