import { Controller, Get, Inject } from '@nestjs/common';
import { Database } from '#participant';

@Controller('users')
export class UsersController {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The latest hundred, and how many there are. */
  @Get()
  async list(): Promise<object> {
    const count = await this.database.get<{ n: number }>('SELECT count(*) AS n FROM users');
    const users = await this.database.all('SELECT id, email, name FROM users ORDER BY added DESC LIMIT 100');
    return { count: Number(count?.n), users };
  }
}
