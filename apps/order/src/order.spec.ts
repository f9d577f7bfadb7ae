import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestParticipant } from '#participant/testing';
import { ORDER, OrderModule } from './index.js';

describe('the order service', () => {
  let service: TestParticipant;

  beforeEach(async () => {
    process.env['ORDER_STOCK'] = '{"book":10,"unicorn":0}';
    service = await TestParticipant.start(OrderModule, { ...ORDER, port: 0, host: '127.0.0.1' });
  });

  afterEach(async () => {
    delete process.env['ORDER_STOCK'];
    await service.close();
  });

  const stock = async () => (await (await fetch(`${service.url}/stock`)).json()) as Record<string, number>;
  const orders = async () =>
    (await (await fetch(`${service.url}/orders`)).json()) as { count: number; orders: object[] };

  it('takes what is ordered out of the stock', async () => {
    const reply = await service.ask(service.command('order.place', { userId: 'u-1', sku: 'book', quantity: 3 }));
    expect(reply).toMatchObject({
      type: 'SendTaskSuccess',
      output: { orderId: expect.stringMatching(/^o-[0-9a-f]{20}$/) },
    });
    expect(await stock()).toEqual({ book: 7, unicorn: 0 });
    expect(await orders()).toMatchObject({ count: 1, orders: [{ customer: 'u-1', sku: 'book', quantity: 3 }] });
  });

  it('refuses what is not left, and takes nothing', async () => {
    expect(await service.ask(service.command('order.place', { sku: 'book', quantity: 11 }))).toMatchObject({
      type: 'SendTaskFailure',
      error: 'OutOfStock',
      cause: '11 of book were ordered, 10 are left.',
      outcome: 'refused',
    });
    expect(await stock()).toEqual({ book: 10, unicorn: 0 });
    expect(await orders()).toMatchObject({ count: 0 });
  });

  it('knows what it does not have', async () => {
    expect(await service.ask(service.command('order.place', { sku: 'dragon' }))).toMatchObject({ error: 'UnknownSku' });
  });

  it('names what is wrong with an order', async () => {
    expect(await service.ask(service.command('order.place', { sku: '', quantity: 1.5 }))).toMatchObject({
      error: 'Participant.InvalidInput',
      outcome: 'refused',
      cause: expect.stringMatching(/sku .*quantity /s),
    });
  });

  it('cancels an order, finds it by its command, and puts the pieces back once', async () => {
    const place = service.command('order.place', { sku: 'book', quantity: 4 });
    await service.ask(place);
    const cancel = service.undoOf(place, 'order.cancel');
    expect(await service.ask(cancel)).toMatchObject({ type: 'SendTaskSuccess', output: { cancelled: 1 } });
    expect(await service.ask(cancel)).toMatchObject({ type: 'SendTaskSuccess', output: { cancelled: 1 } });
    expect(await stock()).toEqual({ book: 10, unicorn: 0 });
    expect(await orders()).toMatchObject({ count: 0 });
  });

  it('is healthy while it reads commands', async () => {
    const health = await fetch(`${service.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ participant: 'order', status: 'joined', database: 'ok' });
  });
});
