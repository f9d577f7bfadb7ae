import { expect } from '@jest/globals';
import { DEFAULT_ARN_SCOPE, entityOf, type Json, type RegistryEvent } from '#contracts';
import type { ResourceMessage } from '../decide.js';
import { decideResource } from '../decide-resource.js';
import { evolveResource } from '../evolve-resource.js';
import type { Resource } from '../resource.js';

/** Of the first message; each one comes a second later. */
export const AT = Date.parse('2026-11-25T10:00:00.000Z');

/** Messages to one state machine or one activity, decided one after the other as its owner would. */
export class Story {
  resource: Resource | undefined;
  readonly events: RegistryEvent[] = [];
  at = AT - 1_000;
  #entity: string | undefined;

  /** What comes of it; every event is folded. */
  send(message: ResourceMessage) {
    this.#entity ??= entityOf(message);
    expect(entityOf(message)).toBe(this.#entity);
    this.at += 1_000;
    const decided = decideResource(this.resource, message, { at: this.at, arns: DEFAULT_ARN_SCOPE });
    if (!decided.ok) return decided;
    for (const event of decided.events) this.resource = evolveResource(this.resource, event, this.at);
    this.events.push(...decided.events);
    return decided;
  }

  /** @returns the answer's result. */
  does(message: ResourceMessage): Json | undefined {
    const decided = this.send(message);
    if (!decided.ok) throw new Error(`${decided.error}: ${decided.cause}`);
    expect(decided.events.length).toBeGreaterThan(0);
    return decided.result;
  }

  /** It is no fact. @returns the answer's result. */
  repeats(message: ResourceMessage): Json | undefined {
    const decided = this.send(message);
    expect(decided).toMatchObject({ ok: true, events: [] });
    return decided.ok ? decided.result : undefined;
  }

  refuses(message: ResourceMessage, error: string, cause: string | RegExp): void {
    const decided = this.send(message);
    expect(decided).toMatchObject({ ok: false, error });
    if (!decided.ok) expect(decided.cause).toMatch(cause);
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

/** A definition of one Pass state. */
export const pass = (Comment = 'first') => ({ Comment, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });

/** A state machine `m` that is there, by this message over the usual one. */
export function created(more: Partial<Extract<ResourceMessage, { type: 'CreateStateMachine' }>> = {}): Story {
  const story = new Story();
  story.does({ type: 'CreateStateMachine', name: 'm', definition: pass(), ...more });
  return story;
}
