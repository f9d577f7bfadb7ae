import { Injectable } from '@nestjs/common';
import { CommandContext, CommandInput, HandlesCommand, Refused } from '#participant';
import { NotificationSent, SendNotification } from './send-notification.js';

/** Every address of this domain bounces. */
const BOUNCES = 'bounce.example';

@Injectable()
export class NotificationCommands {
  /** Has no undo: what was sent is sent. So it comes last, or what it says is still true when the rest is undone. */
  @HandlesCommand('notification.send', { output: NotificationSent, description: 'Sends a text to an address.' })
  async send(@CommandInput() input: SendNotification, ctx: CommandContext): Promise<NotificationSent> {
    const address = (input.to ?? input.email) as string;
    if (domainOf(address) === BOUNCES) throw new Refused('AddressBounced', `${address} does not take mail.`);
    const notificationId = ctx.newId('n');
    await ctx.db.run(
      'INSERT INTO notifications (id, command_id, address, text) VALUES (?, ?, ?, ?)',
      notificationId,
      ctx.id,
      address,
      input.text ?? '',
    );
    return { notificationId };
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
