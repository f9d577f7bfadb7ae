import type { WaitDefinition } from '../definition.js';
import { quoted } from '../json/quoted.js';
import { compilePath } from '../json-path/compile-path.js';
import { definedPath } from '../json-path/defined-path.js';
import type { CompiledState, Evaluated, Json, Scope } from '../machine.js';
import { parseTimestamp } from '../timestamp.js';
import { named, transition } from './common.js';
import { compileFilter, compileThrough, leaving, withInput } from './input-output.js';
import { noResults } from './no-results.js';
import { MOST_SECONDS } from './seconds.js';

type Until = (scope: Scope, enteredAt: number) => Evaluated<number>;

const runtime = (cause: string): Evaluated<never> => ({ ok: false, error: 'States.Runtime', cause });
const asText = (value: Json): string => (typeof value === 'string' ? value : quoted(value));

/** https://states-language.net/spec.html#wait-state */
export const compileWait = (name: string, definition: WaitDefinition): CompiledState<'Wait'> => ({
  ...named(name, definition),
  ...transition(definition),
  until: compileUntil(definition),
  output: (scope) => leaving(compileThrough(definition)(scope)),
});

function compileUntil({ Seconds, SecondsPath, Timestamp, TimestampPath, InputPath }: WaitDefinition): Until {
  if (Seconds !== undefined) return (_scope, enteredAt) => ({ ok: true, value: enteredAt + Number(Seconds) * 1_000 });
  if (Timestamp !== undefined) {
    const until = { ok: true, value: Math.ceil(parseTimestamp(Timestamp)!) } as const;
    return () => until;
  }
  return SecondsPath !== undefined
    ? byPath(SecondsPath, InputPath, secondsFrom)
    : byPath(TimestampPath!, InputPath, timestampFrom);
}

/** The paths read what `InputPath` leaves. */
function byPath(
  path: string,
  inputPath: string | null | undefined,
  moment: (value: Json, path: string, enteredAt: number) => Evaluated<number>,
): Until {
  const filter = compileFilter(inputPath);
  const read = compilePath(definedPath(path));
  return (scope, enteredAt) => {
    const input = filter(scope);
    if (!input.ok) return input;
    const value = read(withInput(scope, input.value));
    if (value === undefined) return noResults(path);
    return moment(value, path, enteredAt);
  };
}

function secondsFrom(value: Json, path: string, enteredAt: number): Evaluated<number> {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SECONDS) {
    return { ok: true, value: enteredAt + value * 1_000 };
  }
  return runtime(`The SecondsPath parameter does not reference an integer value: ${path} == ${asText(value)}`);
}

/** The sentence is recorded on AWS. */
function timestampFrom(value: Json, path: string): Evaluated<number> {
  const moment = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (moment !== undefined) return { ok: true, value: Math.ceil(moment) };
  return runtime(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${asText(value)}`,
  );
}
