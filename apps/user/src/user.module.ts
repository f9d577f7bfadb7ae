import { Module } from '@nestjs/common';
import { UserCommands } from './user.commands.js';
import { UsersController } from './users.controller.js';

@Module({ providers: [UserCommands], controllers: [UsersController] })
export class UserModule {}
