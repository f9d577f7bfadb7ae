import { z } from 'zod';
import { json } from '../json.js';
import { caller } from '../message-fields.js';
import { eventOf, text, ordinal, epochMs, goingOn, problem, word, visit } from './fields.js';

export const executionEvents = [
  eventOf('ExecutionStarted', {
    stateMachine: text,
    version: ordinal,
    name: text,
    input: json,
    inputText: text.describe('As it was written, if differently.').exactOptional(),
    nonce: text.describe('Goes into the task tokens’ check.'),
    dueAt: epochMs
      .describe('Of the execution as a whole, from its state machine’s `TimeoutSeconds`. Epoch milliseconds.')
      .exactOptional(),
    roleArn: text.describe('Its state machine’s.').exactOptional(),
    versionNumber: ordinal.describe('The published version, and the alias, that it was started by.').exactOptional(),
    alias: text.exactOptional(),
    traceHeader: text.exactOptional(),
    trace: z
      .object({ traceparent: text, tracestate: text.exactOptional() })
      .readonly()
      .describe('What the headers of its start’s record said: all that follows belongs to this trace.')
      .exactOptional(),
    express: z.literal(true).describe('Its state machine is of the type EXPRESS.').exactOptional(),
    caller: caller.describe('The task that has started it.').exactOptional(),
  }),
  eventOf('ExecutionSucceeded', {
    output: json,
    undoable: z.literal(true).describe('Whoever waited for it can have it undone.').exactOptional(),
  }),
  eventOf('ExecutionFailed', { ...problem, ...word }),
  eventOf('ExecutionTimedOut', { ...problem }),
  eventOf('ExecutionAborted', { ...problem, ...word }),
  eventOf(
    'ExecutionPaused',
    { ...problem, because: text },
    'It cannot go on and must not be undone by itself: a person redrives it, or stops it.',
  ),
  eventOf(
    'ExecutionRedriven',
    {
      ...visit,
      attempt: ordinal,
      ...goingOn,
      dueAt: epochMs.describe('Of the execution as a whole, as new.').exactOptional(),
      token: text.describe('Of the request: the same one comes at least once.').exactOptional(),
      ...word,
    },
    'The state that failed is tried again; of an execution that had ended, all that was going on in it.',
  ),
  eventOf(
    'ExecutionNeedsAttention',
    { because: text },
    'A bug or a broken definition: a person has to look. The execution goes on with its next message.',
  ),
] as const;
