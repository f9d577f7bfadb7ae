import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RegistryEvent } from '#contracts';
import { evolveResource } from './evolve-resource.js';
import { stateMachineOf, type Resource } from './resource.js';
import { anyMessageTo, Story } from './testing/index.js';

const told = fc.array(anyMessageTo('m'), { maxLength: 30 });

describe('whatever is asked of a state machine', () => {
  it('a message that was taken is no fact when it comes again', () => {
    fc.assert(
      fc.property(told, (messages) => {
        const story = new Story();
        for (const message of messages) if (story.send(message).ok) story.repeats(message);
      }),
      { numRuns: 300 },
    );
  });

  it('the events alone, read as JSON, fold to the same state machine', () => {
    fc.assert(
      fc.property(told, (messages) => {
        const story = new Story();
        const log: { event: RegistryEvent; at: number }[] = [];
        for (const message of messages) {
          const decided = story.send(message);
          if (decided.ok) log.push(...decided.events.map((event) => ({ event, at: story.at })));
        }
        const read = JSON.parse(JSON.stringify(log)) as typeof log;
        const folded = read.reduce<Resource | undefined>(
          (it, { event, at }) => evolveResource(it, event, at),
          undefined,
        );
        expect(folded).toEqual(story.resource);
        expect(JSON.parse(JSON.stringify({ it: folded }))).toEqual({ it: folded });
      }),
      { numRuns: 300 },
    );
  });

  it('no number comes twice, and every alias leads to versions that are there, a hundred starts in all', () => {
    fc.assert(
      fc.property(told, (messages) => {
        const story = new Story();
        for (const message of messages) {
          story.send(message);
          const machine = stateMachineOf(story.resource);
          const numbers = machine?.published.map(({ number }) => number) ?? [];
          expect(new Set(numbers).size).toBe(numbers.length);
          for (const { routing } of machine?.aliases ?? []) {
            expect(routing.every(({ number }) => numbers.includes(number))).toBe(true);
            expect(routing.reduce((all, { weight }) => all + weight, 0)).toBe(100);
          }
        }
        const revisions = story.events.flatMap((event) =>
          event.type === 'StateMachineCreated' || event.type === 'StateMachineUpdated' ? [event.version] : [],
        );
        expect(revisions).toEqual(revisions.map((_, i) => i + 1));
      }),
      { numRuns: 300 },
    );
  });
});
