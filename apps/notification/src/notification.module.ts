import { Module } from '@nestjs/common';
import { NotificationCommands } from './notification.commands.js';
import { NotificationsController } from './notifications.controller.js';

@Module({ providers: [NotificationCommands], controllers: [NotificationsController] })
export class NotificationModule {}
