import { DEFAULT_PARTITIONS, DEFAULT_PREFIX } from '../topics.js';
import { channelsOf, type Channel } from './channels.js';
import { jsonSchemas } from './schemas.js';

const KAFKA_BINDING = '0.5.0';

export interface AsyncApiOptions {
  readonly prefix?: string;
  readonly partitions?: number;
}

/**
 * All topics, who writes what to them, and how it looks: an AsyncAPI document, made of the schemas that check the
 * records. https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function asyncApi({ prefix = DEFAULT_PREFIX, partitions = DEFAULT_PARTITIONS }: AsyncApiOptions = {}): object {
  const channels = channelsOf(prefix, partitions);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Backstep’s topics',
      version: '1',
      description:
        'Whoever can write these records is a client or a participant, in any language. Values are JSON in UTF-8. ' +
        'Fields may be added, never changed in meaning: let through what you do not know.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels.map((channel) => [channel.name, channelOf(channel)])),
    operations: Object.fromEntries(channels.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(channels.flatMap(messagesOf)),
      schemas: jsonSchemas('draft-07', (name) => `#/components/schemas/${name}`),
    },
  };
}

function channelOf({ name, spec, title, description, messages, parameter }: Channel): object {
  const { 'cleanup.policy': policy, ...config } = spec.config;
  const topicConfiguration = {
    'cleanup.policy': [policy],
    ...Object.fromEntries(Object.entries(config).map(([key, value]) => [key, Number(value)])),
  };
  return {
    address: spec.topic,
    title,
    description,
    messages: Object.fromEntries(messages.map((one) => [one, { $ref: `#/components/messages/${keyOf(name, one)}` }])),
    ...(parameter && { parameters: { [parameter]: { description: 'The participant’s name' } } }),
    bindings: {
      kafka: { topic: spec.topic, partitions: spec.partitions, topicConfiguration, bindingVersion: KAFKA_BINDING },
    },
  };
}

const operationsOf = ({ name, title, does, messages }: Channel): [string, object][] =>
  does.map((action) => [
    `${action}${name[0]!.toUpperCase()}${name.slice(1)}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      summary: title,
      messages: messages.map((one) => ({ $ref: `#/channels/${name}/messages/${one}` })),
    },
  ]);

const messagesOf = ({ name, key, messages, headers }: Channel): [string, object][] =>
  messages.map((one) => [
    keyOf(name, one),
    {
      name: one,
      title: one,
      contentType: one === 'DeadLetter' ? 'application/octet-stream' : 'application/json',
      ...(one !== 'DeadLetter' && { payload: { $ref: `#/components/schemas/${one}` } }),
      ...(headers && { headers: { $ref: `#/components/schemas/${headers}` } }),
      bindings: { kafka: { key: { type: 'string', description: key }, bindingVersion: KAFKA_BINDING } },
    },
  ]);

/** The same record may be in two channels with another key. */
const keyOf = (channel: string, message: string): string =>
  message === 'DeadLetter' ? `${channel[0]!.toUpperCase()}${channel.slice(1, -1)}` : message;
