import { EXIT, Stop } from '../command-line/exit-code.js';
import type { Session } from '../command-line/session.js';
import { latestOf, readDefinitions, type Definition } from '../reading/definitions.js';

/** @throws Stop naming those that there are. */
export async function findMachine(session: Session, name: string, version?: number): Promise<Definition> {
  const all = await readDefinitions(await session.kafka(), session.topics);
  const named = all.filter((it) => it.name === name);
  const found = version === undefined ? latestOf(named)[0] : named.find((it) => it.version === version);
  if (found) return found;
  const names = latestOf(all).map((it) => it.name);
  const hint =
    version !== undefined && named.length > 0
      ? `It has the versions ${named.map((it) => it.version).join(', ')}.`
      : names.length > 0
        ? `There ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')}. A new one: \`npx backstep machines put FILE\`.`
        : 'There are none yet: `npx backstep machines put FILE`.';
  throw new Stop(
    EXIT.REFUSED,
    `There is no state machine ${name}${version === undefined ? '' : `, version ${version}`}.`,
    hint,
  );
}
