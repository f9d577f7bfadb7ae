import { isArray, isObject } from '../../json/object.js';
import type { Json } from '../../machine.js';
import { schema } from '../aws.js';
import type { Breach, Rule } from '../rule.js';
import type { Place } from '../place.js';

const ALL = 'States.ALL';

const namesOf = (handler: Json | undefined): readonly Json[] => {
  const names = handler !== undefined && isObject(handler) ? handler['ErrorEquals'] : undefined;
  return names !== undefined && isArray(names) ? names : [];
};

/** `Retry` or `Catch`: https://states-language.net/spec.html#errors */
const inList = (field: 'Retry' | 'Catch', broken: (all: readonly Json[], index: number) => boolean) =>
  function* (value: { readonly [name: string]: Json }, place: Place): Generator<Breach> {
    const list = value[field];
    if (list === undefined || !isArray(list)) return;
    for (const index of list.keys()) {
      if (!broken(list, index)) continue;
      const at = place.field(field).item(index).field('ErrorEquals');
      yield { at, aws: schema('States.ALL must appear alone and at end of list', at) };
    }
  };

const alone = (field: 'Retry' | 'Catch'): Rule => ({
  code: 'STATES_ALL_NOT_ALONE',
  says: `The reserved name "${ALL}" in "ErrorEquals" MUST appear alone.`,
  hint: `It matches every other name already: leave the other names out, or put them in an entry before this one.`,
  breaches: inList(field, (list, index) => namesOf(list[index]).includes(ALL) && namesOf(list[index]).length > 1),
});

const last = (field: 'Retry' | 'Catch'): Rule => ({
  code: 'STATES_ALL_NOT_LAST',
  says: `An entry of "${field}" whose "ErrorEquals" is ["${ALL}"] MUST be the last one.`,
  hint: 'Entries are tried in order: those behind this one would never be reached.',
  breaches: inList(
    field,
    (list, index) => namesOf(list[index]).length === 1 && namesOf(list[index])[0] === ALL && index < list.length - 1,
  ),
});

export const statesAllInRetry: readonly Rule[] = [alone('Retry'), last('Retry')];
export const statesAllInCatch: readonly Rule[] = [alone('Catch'), last('Catch')];
