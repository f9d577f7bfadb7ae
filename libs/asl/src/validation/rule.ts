import type { AwsDiagnostic, JsonObject } from '../machine.js';
import { clipped, type Place } from './place.js';
import type { Report } from './report.js';
import type { Block, Structure } from './structure.js';

/** One place where a rule is broken, below the object that the rule is about. */
export interface Breach {
  readonly at: Place;
  /** What stands there, or what exactly is wrong with it. */
  readonly found?: string;
  /** Step Functions' answer, where it keeps the rule too. */
  readonly aws?: AwsDiagnostic;
}

/** A sentence of the specification (or of ours, for our fields). */
interface Sentence {
  readonly code: string;
  readonly severity?: 'WARNING';
  readonly says: string;
  readonly hint?: string;
}

/** … about the fields of one object, and how to tell whether it holds. */
export interface Rule extends Sentence {
  readonly breaches: (value: JsonObject, place: Place) => Iterable<Breach>;
}

/** … about the states of a machine, a branch or an item processor. */
export interface BlockRule extends Sentence {
  readonly breaches: (block: Block) => Iterable<Breach>;
}

/** … about a machine as a whole. */
export interface MachineRule extends Sentence {
  readonly breaches: (machine: Structure) => Iterable<Breach>;
}

/** The breaches of a rule that holds or does not, for the whole object. */
export const unless = (holds: boolean, at: Place, aws?: AwsDiagnostic): readonly Breach[] =>
  holds ? [] : [{ at, ...(aws !== undefined && { aws }) }];

export const apply = (rule: Rule, value: JsonObject, place: Place, report: Report): void =>
  reportAll(rule, rule.breaches(value, place), report);

export function reportAll(rule: Sentence, breaches: Iterable<Breach>, report: Report): void {
  for (const { at, found, aws } of breaches) {
    report.add({
      severity: rule.severity ?? 'ERROR',
      code: rule.code,
      path: at.path,
      message: found === undefined ? rule.says : `${rule.says} ${found}`,
      ...(rule.hint !== undefined && { hint: rule.hint }),
      ...(aws !== undefined && { aws }),
    });
  }
}

/** A value as a problem shows it. */
export const shown = (value: unknown): string => clipped(JSON.stringify(value) ?? String(value), 80);
