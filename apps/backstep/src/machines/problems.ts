import { validate, type DefinitionProblem } from '#asl';
import type { Json } from '#contracts';
import type { Style } from '../output/style.js';

export interface Examined {
  readonly ok: boolean;
  readonly problems: readonly DefinitionProblem[];
}

/** Warnings do not keep a definition from being put. */
export function examine(definition: Json): Examined {
  const problems = validate(definition);
  return { ok: problems.every(({ severity }) => severity !== 'ERROR'), problems };
}

/** Each with its path, its sentence, and what to do. */
export function problemsText({ ok, problems }: Examined, what: string, style: Style): string {
  if (problems.length === 0) return style.good(`${what} is valid.`);
  const lines = problems.flatMap(({ severity, path, message, hint }) => [
    `${severity === 'ERROR' ? style.bad('error') : style.warn('warning')}  ${style.strong(path)}`,
    `    ${message}`,
    ...(hint === undefined ? [] : [`    ${style.faint(hint)}`]),
  ]);
  return [...lines, ok ? style.good(`${what} is valid.`) : style.bad(`${what} is not valid.`)].join('\n');
}
