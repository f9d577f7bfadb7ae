import type { WaitDefinition } from '../definition.js';
import { after } from '../after.js';
import { quoted } from '../json/quoted.js';
import { evaluationFailure } from '../jsonata/compile-expression.js';
import type { CompiledState, Evaluated, Json, Later, Scope } from '../machine.js';
import { parseTimestamp } from '../timestamp.js';
import { named, transition, type Compiling } from './common.js';
import { flowOf, type FieldOf, type Flow } from './flow.js';
import { MOST_SECONDS } from './seconds.js';

type Until = (scope: Scope, enteredAt: number) => Later<Evaluated<number>>;

const runtime = (cause: string): Evaluated<never> => ({ ok: false, error: 'States.Runtime', cause });
const asText = (value: Json): string => (typeof value === 'string' ? value : quoted(value));

/** https://states-language.net/spec.html#wait-state */
export function compileWait(name: string, definition: WaitDefinition, { language }: Compiling): CompiledState<'Wait'> {
  const flow = flowOf(definition, language);
  return {
    ...named(name, definition),
    ...transition(definition),
    until: compileUntil(definition, flow),
    output: flow.through(definition),
  };
}

/** The paths read what `InputPath` leaves. */
function compileUntil(definition: WaitDefinition, flow: Flow): Until {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = definition;
  const filter = flow.filtered(definition);
  const isTimed = Seconds !== undefined || SecondsPath !== undefined;
  const seconds = flow.field(secondsField(Seconds, SecondsPath));
  const timestamp = flow.field(textField(Timestamp, TimestampPath));
  return (scope, enteredAt) =>
    after(filter(scope), (input): Later<Evaluated<number>> => {
      if (!input.ok) return input;
      const seen = { ...scope, input: input.value };
      if (!isTimed) return after(timestamp(seen), (text) => momentOf(text, TimestampPath));
      return after(seconds(seen), (wait) =>
        wait.ok ? { ok: true, value: enteredAt + (wait.value ?? 0) * 1_000 } : wait,
      );
    });
}

const secondsField = (value: Json | undefined, path: string | undefined): FieldOf<number> => ({
  name: 'Seconds',
  value,
  path,
  expected: 'number',
  read: (found) => (typeof found === 'number' && Number.isInteger(found) ? found : undefined),
  beyond: (found) =>
    found >= 0 && found <= MOST_SECONDS ? undefined : `Seconds must be between 0 and ${MOST_SECONDS}.`,
  refuse: (found, at) =>
    runtime(`The SecondsPath parameter does not reference an integer value: ${at} == ${asText(found)}`),
});

/** The sentence is recorded on AWS. */
const notTimestamp = (found: Json, path: string): Evaluated<never> =>
  runtime(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${asText(found)}`,
  );

const textField = (value: Json | undefined, path: string | undefined): FieldOf<string> => ({
  name: 'Timestamp',
  value,
  path,
  expected: 'string',
  read: (found) => (typeof found === 'string' ? found : undefined),
  refuse: notTimestamp,
});

function momentOf(text: Evaluated<string | undefined>, path: string | undefined): Evaluated<number> {
  if (!text.ok) return text;
  const { value = '' } = text;
  const moment = parseTimestamp(value);
  if (moment !== undefined) return { ok: true, value: Math.ceil(moment) };
  if (path !== undefined) return notTimestamp(value, path);
  return evaluationFailure(
    'Timestamp',
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
  );
}
