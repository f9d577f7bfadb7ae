import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestParticipant } from '#participant/testing';
import { NOTIFICATION, NotificationModule } from './index.js';

describe('the notification service', () => {
  let service: TestParticipant;

  beforeEach(async () => {
    service = await TestParticipant.start(NotificationModule, { ...NOTIFICATION, port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => service.close());

  const sent = async () => (await (await fetch(`${service.url}/notifications`)).json()) as { count: number };
  const send = (input: object) => service.ask(service.command('notification.send', input as never));

  it('sends a text to an address, however the field is called', async () => {
    const id = { notificationId: expect.stringMatching(/^n-[0-9a-f]{20}$/) };
    expect(await send({ to: 'ada@example.org', text: 'welcome' })).toMatchObject({ output: id });
    expect(await send({ email: 'bob@example.org' })).toMatchObject({ output: id });
    expect(await sent()).toMatchObject({
      count: 2,
      notifications: [
        { address: 'bob@example.org', text: '' },
        { address: 'ada@example.org', text: 'welcome' },
      ],
    });
  });

  it.each(['ada@bounce.example', 'ada@BOUNCE.example'])('refuses %s, which bounces', async (to) => {
    expect(await send({ to, text: 'hello' })).toMatchObject({ error: 'AddressBounced', outcome: 'refused' });
    expect(await sent()).toMatchObject({ count: 0 });
  });

  it.each([{}, { to: 'nobody' }, { email: 7 }])('refuses %j, and names the field', async (input) => {
    expect(await send(input)).toMatchObject({
      error: 'Participant.InvalidInput',
      cause: expect.stringMatching(/(to|email) must be an email/),
    });
  });
});
