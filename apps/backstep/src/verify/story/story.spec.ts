import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '#contracts';
import { evolve, isOver, newExecution, type Execution } from '#engine';
import {
  choices,
  play,
  playRedriven,
  randomRuns,
  rounds,
  runDefinition,
  treeDefinition,
  trees,
  untilSeen,
} from '#engine/testing';
import { declaredIn } from '../declared.js';
import { redriveProblem } from '../redrive-rules.js';
import { contradiction } from './contradiction.js';

describe('what verify holds for possible', () => {
  it('is all that the engine decides, whatever is refused, lost or late in a tree of Parallel and Map states', async () => {
    let events = 0;
    await untilSeen(
      5_000,
      () => events,
      () =>
        fc.assert(
          fc.asyncProperty(trees, choices(true), async (tree, drawn) => {
            const declared = declaredIn(treeDefinition(tree) as { [field: string]: Json });
            const { frames } = await play(tree, drawn);
            let execution: Execution | undefined;
            for (const frame of frames) {
              for (const event of frame.events) {
                if (execution?.status === 'RUNNING' && event.type !== 'ExecutionStarted')
                  expect([event, contradiction(execution, event, { declared, killed: false, at: frame.at })]).toEqual([
                    event,
                    undefined,
                  ]);
                if (execution) execution = evolve(execution, event, frame.at);
                events += 1;
              }
              execution = frame.execution;
            }
          }),
          { numRuns: 120, endOnFailure: true },
        ),
    );
  }, 60_000);

  it('is how a Distributed Map goes on with its redrives, whatever had ended it', async () => {
    let redrives = 0;
    await untilSeen(
      50,
      () => redrives,
      () =>
        fc.assert(
          fc.asyncProperty(randomRuns, rounds, async (run, drawn) => {
            const declared = declaredIn(runDefinition(run) as { [field: string]: Json });
            const { told } = await playRedriven(run, drawn);
            let execution: Execution = newExecution('signup:ada');
            for (const { at, event } of told.history) {
              const setting = { declared, killed: event.type === 'ExecutionAborted', at };
              let doubt: unknown;
              if (execution.status === 'RUNNING' && event.type !== 'ExecutionStarted')
                doubt = contradiction(execution, event, setting);
              else if (isOver(execution) && event.type === 'ExecutionRedriven')
                doubt = redriveProblem(execution, event, at);
              expect([event, doubt]).toEqual([event, undefined]);
              if (event.type === 'MapRunRedriven') redrives += 1;
              execution = evolve(execution, event, at);
            }
          }),
          { numRuns: 40, endOnFailure: true },
        ),
    );
  }, 60_000);
});
