import {
  definitionKey,
  isDefinition,
  type DefinitionRecord,
  type RegistryEventOf,
  type StateMachineRecord,
} from '#contracts';
import { participantsIn } from '#engine';
import { IN_FLIGHT_MS } from './commands-audit.js';
import { declaredIn, type Declared } from './declared.js';
import { digestOf } from './digest.js';
import type { Place, Report } from './finding.js';

/** The definitions topic against the decisions of the log. */
export class DefinitionsAudit {
  readonly #published = new Map<string, { readonly record: DefinitionRecord; readonly place: Place }>();
  /** What leads to revisions, by how often it had changed: as it is on the topic, and as it was decided. */
  readonly #leads = new Map<string, { readonly digest: string; readonly place: Place }>();
  readonly #led = new Map<string, { readonly digest: string; readonly at: number }>();
  readonly #lastLed = new Map<string, number>();
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

  read(record: DefinitionRecord | StateMachineRecord, place: Place): void {
    if (isDefinition(record)) this.published(record, place);
    else this.#leads.set(leadsKey(record), { digest: digestOf(record), place });
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

  decided(
    { name, version, definition }: RegistryEventOf<'StateMachineCreated' | 'StateMachineUpdated'>,
    at: number,
  ): void {
    const key = definitionKey(name, version);
    this.#decided.set(key, { digest: digestOf(definition), at });
    if (!this.#declared.has(key)) this.#declared.set(key, declaredIn(definition));
  }

  led(record: StateMachineRecord, at: number): void {
    this.#led.set(leadsKey(record), { digest: digestOf(record), at });
    this.#lastLed.set(record.name, record.changes);
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
    this.#finishLeads(now, complete);
    if (!complete) return;
    for (const [key, { place }] of this.#published)
      if (!this.#decided.has(key)) this.#find(`${key} follows from no decision.`, place);
  }

  /** The topic is compacted, so of what leads to a state machine's revisions the last word alone has to be there. */
  #finishLeads(now: number, complete: boolean): void {
    for (const [name, changes] of this.#lastLed) {
      const key = leadsKey({ name, changes });
      if (!this.#leads.has(key) && now - this.#led.get(key)!.at >= IN_FLIGHT_MS)
        this.report({
          rule: 'DEFINITION',
          says: `What leads to the versions of ${name} is not on the definitions topic.`,
        });
    }
    for (const [key, { digest, place }] of this.#leads) {
      const led = this.#led.get(key);
      if (led ? led.digest !== digest : complete)
        this.#find(`${key} is not what was decided to lead to its versions.`, place);
    }
  }

  #find(says: string, { topic, partition, offset }: Place): void {
    this.report({ rule: 'DEFINITION', says, topic, partition, offset });
  }
}

const leadsKey = ({ name, changes }: Pick<StateMachineRecord, 'name' | 'changes'>): string => `${name}#${changes}`;
