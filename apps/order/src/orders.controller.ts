import { Controller, Get, Inject } from '@nestjs/common';
import { Database } from '#participant';

@Controller()
export class OrdersController {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The latest hundred, and how many there are. */
  @Get('orders')
  async orders(): Promise<object> {
    const count = await this.database.get<{ n: number }>('SELECT count(*) AS n FROM orders');
    const orders = await this.database.all(
      'SELECT id, customer, sku, quantity FROM orders ORDER BY added DESC LIMIT 100',
    );
    return { count: Number(count?.n), orders };
  }

  @Get('stock')
  async stock(): Promise<object> {
    const rows = await this.database.all<{ sku: string; pieces: number }>('SELECT sku, pieces FROM stock ORDER BY sku');
    return Object.fromEntries(rows.map(({ sku, pieces }) => [sku, Number(pieces)]));
  }
}
