import { Controller, Get, Inject } from '@nestjs/common';
import { Database } from '#participant';

@Controller('notifications')
export class NotificationsController {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The latest hundred, and how many there are. */
  @Get()
  async list(): Promise<object> {
    const count = await this.database.get<{ n: number }>('SELECT count(*) AS n FROM notifications');
    const notifications = await this.database.all(
      'SELECT id, address, text FROM notifications ORDER BY added DESC LIMIT 100',
    );
    return { count: Number(count?.n), notifications };
  }
}
