import { LIMITS, type RegistryEventOf } from '#contracts';
import { refuse, type Refused } from './decide.js';
import type { StateMachineEntity } from './resource.js';

type Published = RegistryEventOf<'StateMachineVersionPublished'>;

/** Publishes the revision `version`, the next one of the state machine or its latest. */
export function publish(
  machine: Pick<StateMachineEntity, 'name' | 'published' | 'lastNumber'>,
  version: number,
  description: string | undefined,
): { readonly ok: true; readonly event: Published } | Refused {
  const { name, published, lastNumber } = machine;
  if (published.length >= LIMITS.publishedVersions)
    return refuse(
      'ServiceQuotaExceededException',
      `A state machine has at most ${LIMITS.publishedVersions} published versions; delete one first.`,
    );
  const described = description === undefined ? {} : { description };
  const event = { type: 'StateMachineVersionPublished', name, number: lastNumber + 1, version, ...described } as const;
  return { ok: true, event };
}
