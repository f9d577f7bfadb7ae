import { Injectable } from '@nestjs/common';
import { CommandContext, CommandInput, HandlesCommand, Refused } from '#participant';
import { CreateUser, UserCreated } from './create-user.js';

@Injectable()
export class UserCommands {
  @HandlesCommand('user.create', {
    compensatedBy: 'user.delete',
    output: UserCreated,
    description: 'Creates a user with an e-mail address that nobody else has.',
  })
  async create(@CommandInput() input: CreateUser, ctx: CommandContext): Promise<UserCreated> {
    const userId = ctx.newId('u');
    const added = await ctx.db.run(
      'INSERT INTO users (id, command_id, email, name) VALUES (?, ?, ?, ?) ON CONFLICT (email) DO NOTHING',
      userId,
      ctx.id,
      input.email.toLowerCase(),
      input.name ?? null,
    );
    if (added === 0) throw new Refused('EmailTaken', `${input.email} belongs to another user.`);
    return { userId };
  }

  /** Finds the user by the command that created it: its id may never have been told. */
  @HandlesCommand('user.delete', { description: 'Undoes user.create.' })
  async delete(ctx: CommandContext): Promise<{ deleted: number }> {
    if (ctx.compensates === undefined) throw new Refused('NotAnUndo', 'user.delete only undoes user.create.');
    return { deleted: await ctx.db.run('DELETE FROM users WHERE command_id = ?', ctx.compensates) };
  }
}
