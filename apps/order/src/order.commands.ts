import { Injectable } from '@nestjs/common';
import { CommandContext, CommandInput, HandlesCommand, Refused } from '#participant';
import { OrderPlaced, PlaceOrder } from './place-order.js';

@Injectable()
export class OrderCommands {
  @HandlesCommand('order.place', {
    compensatedBy: 'order.cancel',
    output: OrderPlaced,
    description: 'Takes what is ordered out of the stock.',
  })
  async place(@CommandInput() input: PlaceOrder, ctx: CommandContext): Promise<OrderPlaced> {
    const { sku, quantity } = input;
    const taken = await ctx.db.run(
      'UPDATE stock SET pieces = pieces - ? WHERE sku = ? AND pieces >= ?',
      quantity,
      sku,
      quantity,
    );
    if (taken === 0) throw await this.#nothingLeft(sku, quantity, ctx);
    const orderId = ctx.newId('o');
    await ctx.db.run(
      'INSERT INTO orders (id, command_id, customer, sku, quantity) VALUES (?, ?, ?, ?, ?)',
      orderId,
      ctx.id,
      input.userId ?? input.customer ?? null,
      sku,
      quantity,
    );
    return { orderId };
  }

  /** Puts back what the order had taken. Finds it by the command that placed it: its id may never have been told. */
  @HandlesCommand('order.cancel', { description: 'Undoes order.place.' })
  async cancel(ctx: CommandContext): Promise<{ cancelled: number }> {
    if (ctx.compensates === undefined) throw new Refused('NotAnUndo', 'order.cancel only undoes order.place.');
    const order = await ctx.db.get<{ sku: string; quantity: number }>(
      'DELETE FROM orders WHERE command_id = ? RETURNING sku, quantity',
      ctx.compensates,
    );
    if (!order) return { cancelled: 0 };
    await ctx.db.run('UPDATE stock SET pieces = pieces + ? WHERE sku = ?', order.quantity, order.sku);
    return { cancelled: 1 };
  }

  async #nothingLeft(sku: string, quantity: number, { db }: CommandContext): Promise<Refused> {
    const stock = await db.get<{ pieces: number }>('SELECT pieces FROM stock WHERE sku = ?', sku);
    if (!stock) return new Refused('UnknownSku', `There is no ${sku}.`);
    return new Refused('OutOfStock', `${quantity} of ${sku} were ordered, ${Number(stock.pieces)} are left.`);
  }
}
