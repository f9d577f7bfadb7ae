import fc from 'fast-check';
import type { ResourceMessage } from '../decide.js';
import { pass } from './story.js';

const comment = fc.constantFrom('one', 'two', 'three');
const number = fc.integer({ min: 1, max: 4 });
const alias = fc.constantFrom('live', 'next');
const publish = fc.option(fc.constant(true), { nil: undefined });
const tags = fc.uniqueArray(fc.record({ key: fc.constantFrom('a', 'b'), value: fc.constantFrom('', 'x') }), {
  maxLength: 3,
});
const routing = fc.oneof(
  number.map((n) => [{ number: n, weight: 100 }]),
  fc.tuple(number, number, fc.integer({ min: 0, max: 100 })).map(([a, b, weight]) => [
    { number: a, weight },
    { number: b, weight: 100 - weight },
  ]),
);

/** Without the fields that are not there. */
const said = (message: object): ResourceMessage =>
  Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined)) as ResourceMessage;

/** A message to the state machine `name`, as likely as not to be refused. */
export const anyMessageTo = (name: string): fc.Arbitrary<ResourceMessage> => fc.oneof(...messagesTo(name)).map(said);

function messagesTo(name: string): fc.Arbitrary<object>[] {
  const of = (type: ResourceMessage['type'], more: object = {}) => ({ type, name, ...more });
  return [
    fc.tuple(comment, publish, fc.boolean()).map(([text, published, asText]) => {
      const definition = asText ? { definitionText: JSON.stringify(pass(text)) } : { definition: pass(text) };
      return of('CreateStateMachine', { ...definition, publish: published });
    }),
    fc
      .tuple(comment, publish)
      .map(([text, published]) => of('UpdateStateMachine', { definition: pass(text), publish: published })),
    fc.constantFrom(
      of('DeleteStateMachine'),
      of('PublishStateMachineVersion'),
      of('UpdateStateMachine', { roleArn: 'arn:aws:iam::1:role/r' }),
    ),
    number.map((n) => of('DeleteStateMachineVersion', { number: n })),
    fc.tuple(alias, routing).map(([it, to]) => of('CreateStateMachineAlias', { alias: it, routing: to })),
    fc.tuple(alias, routing).map(([it, to]) => of('UpdateStateMachineAlias', { alias: it, routing: to })),
    alias.map((it) => of('DeleteStateMachineAlias', { alias: it })),
    tags.map((its) => ({ type: 'TagResource', resource: name, tags: its })),
    fc.constant({ type: 'UntagResource', resource: name, keys: ['a'] }),
  ];
}
