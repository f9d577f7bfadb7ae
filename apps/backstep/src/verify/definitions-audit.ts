import { definitionKey, type DefinitionRecord, type StateMachineEvent } from '#contracts';
import { participantsIn } from '#engine';
import { IN_FLIGHT_MS } from './commands-audit.js';
import { declaredIn, type Declared } from './declared.js';
import { digestOf } from './digest.js';
import type { Place, Report } from './finding.js';

/** The definitions topic against the decisions of the log. */
export class DefinitionsAudit {
  readonly #published = new Map<string, { readonly record: DefinitionRecord; readonly place: Place }>();
  readonly #declared = new Map<string, Declared>();
  #decided = new Map<string, { readonly digest: string; readonly at: number }>();

  constructor(private readonly report: Report) {}

  get versions(): number {
    return this.#published.size;
  }

  /** That any of them calls by name. */
  get participants(): string[] {
    return [...this.#published.values()].flatMap(({ record }) => [...participantsIn(record.definition)]);
  }

  published(record: DefinitionRecord, place: Place): void {
    const key = definitionKey(record.name, record.version);
    const before = this.#published.get(key);
    if (before && digestOf(before.record.definition) !== digestOf(record.definition))
      this.#find(`Version ${record.version} of ${record.name} was changed.`, place);
    this.#published.set(key, { record, place });
    this.#declared.set(key, declaredIn(record.definition));
  }

  unreadable(cause: string, place: Place): void {
    this.#find(`The record is not a definition: ${cause}`, place);
  }

  decided({ name, version, definition }: StateMachineEvent, at: number): void {
    const key = definitionKey(name, version);
    this.#decided.set(key, { digest: digestOf(definition), at });
    if (!this.#declared.has(key)) this.#declared.set(key, declaredIn(definition));
  }

  declared(name: string, version: number): Declared | undefined {
    return this.#declared.get(definitionKey(name, version));
  }

  /** @param complete whether the log is there from its beginning */
  finish(now: number, complete: boolean): void {
    for (const [key, { digest, at }] of this.#decided) {
      const published = this.#published.get(key);
      if (published && digestOf(published.record.definition) !== digest)
        this.#find(`${key} is not the definition that was decided.`, published.place);
      if (!published && now - at >= IN_FLIGHT_MS)
        this.report({ rule: 'DEFINITION', says: `${key} was decided but is not on the definitions topic.` });
    }
    if (!complete) return;
    for (const [key, { place }] of this.#published)
      if (!this.#decided.has(key)) this.#find(`${key} follows from no decision.`, place);
  }

  #find(says: string, { topic, partition, offset }: Place): void {
    this.report({ rule: 'DEFINITION', says, topic, partition, offset });
  }
}
