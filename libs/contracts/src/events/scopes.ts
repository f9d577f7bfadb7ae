import { z } from 'zod';
import { json } from '../json.js';
import { eventOf, attempt, count, goingOn, ordinal, visit, problem, text, iteration } from './fields.js';
import { resultsTo } from './result-writer.js';

/** How the items of a Distributed Map go in batches: at most so many items, and bytes; with what each has beside them. */
const batching = z
  .object({ mostItems: count.exactOptional(), mostBytes: count.exactOptional(), input: json.exactOptional() })
  .readonly();

export const scopeEvents = [
  eventOf(
    'ParallelStateStarted',
    { ...attempt, input: json, branches: count },
    'Every branch is given this input. `attempt` counts tries of the visit, from 1.',
  ),
  eventOf(
    'BranchFailed',
    { ...attempt, ...problem, index: count },
    'A branch cannot go on, and with it the try of the Parallel state.',
  ),
  eventOf(
    'ParallelStateSucceeded',
    { ...attempt, output: json, input: json.exactOptional() },
    '`input`: what an undo of the state as a whole is given, if it has one; it stands for those of the steps within.',
  ),
  eventOf('ParallelStateFailed', { ...attempt, ...problem }),
  eventOf('ParallelStateAborted', { ...visit }),
  eventOf(
    'ItemReaderScheduled',
    { ...attempt, resource: text, input: json },
    'The items of a Distributed Map are asked for: `input` says where they are and how they are written.',
  ),
  eventOf(
    'ItemReaderSucceeded',
    { ...attempt, count },
    'They have come; they stand in the `MapStateStarted` that follows.',
  ),
  eventOf('ItemReaderFailed', { ...attempt, ...problem }),
  eventOf(
    'MapStateStarted',
    {
      ...attempt,
      items: z.array(json).readonly(),
      keys: z
        .array(text)
        .readonly()
        .describe('Keys of the items, where they are the fields of an object.')
        .exactOptional(),
      sources: z
        .array(z.object({ uri: text, count }).readonly())
        .readonly()
        .describe(
          'Where the items were read from, so many from each, in their order; absent: all from what the reader names, or they are of the input.',
        )
        .exactOptional(),
      mode: z
        .literal('DISTRIBUTED')
        .describe('The iterations are executions of their own, as seen from outside: they read no variables of ours.')
        .exactOptional(),
      express: z
        .literal(true)
        .describe('These executions are of the type EXPRESS: redriven, each begins again with its first state.')
        .exactOptional(),
      maxConcurrency: count.describe('Iterations at a time; absent: as many as the engine allows.').exactOptional(),
      toleratedFailureCount: z.number().nonnegative().exactOptional(),
      toleratedFailurePercentage: z.number().nonnegative().exactOptional(),
      batch: batching.exactOptional(),
      writer: resultsTo.describe('What becomes of the results').exactOptional(),
    },
    'What the iterations are about, all that later decisions need of it.',
  ),
  eventOf('MapIterationStarted', { ...iteration, input: json }),
  eventOf('MapIterationSucceeded', { ...iteration, output: json }),
  eventOf('MapIterationFailed', { ...iteration, ...problem }),
  eventOf('MapIterationAborted', { ...iteration }),
  eventOf(
    'MapIterationRedriven',
    { ...iteration, ...goingOn },
    'Of a Distributed Map: it had not succeeded, and goes on where it was, or begins again if it is an EXPRESS one.',
  ),
  eventOf('MapStateSucceeded', { ...attempt, output: json, input: json.exactOptional() }),
  eventOf('MapStateFailed', { ...attempt, ...problem }),
  eventOf('MapStateAborted', { ...visit }),
  eventOf(
    'MapRunStarted',
    { ...attempt, label: text, run: text },
    'The iterations of a Distributed Map, as one run with an id; both are parts of ARNs.',
  ),
  eventOf('MapRunSucceeded', { ...attempt }),
  eventOf(
    'MapRunFailed',
    { ...attempt, ...problem, label: text.exactOptional(), run: text.exactOptional() },
    '`label` and `run`: it failed before it had items, so nothing has told yet that it had begun.',
  ),
  eventOf('MapRunAborted', { ...attempt }),
  eventOf(
    'MapRunRedriven',
    {
      ...attempt,
      label: text,
      run: text,
      count: ordinal.describe('How often it has been, with this time'),
      except: z
        .array(z.object({ index: count, items: iteration.items }).readonly())
        .readonly()
        .describe('Iterations that stay as they ended: they ended too long ago, or their histories are full.')
        .exactOptional(),
    },
    'The run goes on: with the iterations that had not succeeded, as there is room for them, and those that had not begun.',
  ),
] as const;
