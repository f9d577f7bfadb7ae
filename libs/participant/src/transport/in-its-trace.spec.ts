import { trace } from '@opentelemetry/api';
import { Injectable } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '#contracts';
import { memoryBroker, memoryKafka, until } from '#kafka/testing';
import { recordSpans, type RecordedSpans } from '#runtime/testing';
import { CommandInput } from '../handlers/command-input.decorator.js';
import { HandlesCommand } from '../handlers/handles-command.decorator.js';
import { Refused } from '../handlers/refused.js';
import { participantOfHandlers, type TestParticipant } from '../testing/test-participant.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TASK = '00f067aa0ba902b7';
const headers = { traceparent: `00-${TRACE}-${TASK}-01` };

/** As a service tells its own work, with OpenTelemetry and nothing of ours. */
const tellOwn = async (name: string) => {
  const span = trace.getTracer('shop').startSpan(name);
  await Promise.resolve();
  span.end();
};

@Injectable()
class ShopHandlers {
  @HandlesCommand('shop.do')
  async do(@CommandInput() input: { refused?: boolean; secret?: string }) {
    await tellOwn('look into the stock');
    if (input.refused) throw new Refused('OutOfStock', `none left for ${input.secret ?? 'anybody'}`);
    return {};
  }

  @HandlesCommand('shop.long', { long: true })
  async long() {
    await tellOwn('wait for the truck');
    return {};
  }
}

let shop: TestParticipant;
let recording: RecordedSpans;

beforeEach(async () => {
  const broker = memoryBroker();
  recording = await recordSpans();
  const migrate = () => undefined;
  const kafka = memoryKafka(broker);
  shop = await participantOfHandlers([ShopHandlers], { participant: 'shop', migrate, partitions: 1, kafka });
});
afterEach(async () => {
  await shop.close();
  await recording.close();
});

async function spansOf(command: string, input: { [field: string]: Json }): Promise<RecordedSpans> {
  const sent = shop.command(command, input);
  await shop.sendRecords(shop.recordOf(sent, headers));
  await shop.replyTo(sent);
  await until('it was told', () => recording.named(`process ${command}`).length === 1);
  return recording;
}

describe('a command that belongs to a trace', () => {
  it.each([
    ['in a batch', 'shop.do', 'look into the stock'],
    ['for long', 'shop.long', 'wait for the truck'],
  ])('is handled %s as a span of it, and what the handler tells is below that', async (_, command, own) => {
    const spans = await spansOf(command, {});
    const [handled] = spans.named(`process ${command}`);
    expect(handled).toMatchObject({ trace: TRACE, parent: TASK, error: undefined });
    expect(handled!.attributes).toMatchObject({ 'messaging.destination.name': 'shop.commands', 'backstep.attempt': 1 });
    expect(spans.named(own)).toMatchObject([{ trace: TRACE, parent: handled!.id }]);
  });

  it('tells a refusal by its name, and nothing of what was said', async () => {
    const spans = await spansOf('shop.do', { refused: true, secret: 'c-4711' });
    expect(spans.named('process shop.do')[0]!.error).toBe('OutOfStock');
    expect(JSON.stringify(spans.all())).not.toContain('c-4711');
  });
});
