import { Module } from '@nestjs/common';
import { OrderCommands } from './order.commands.js';
import { OrdersController } from './orders.controller.js';

@Module({ providers: [OrderCommands], controllers: [OrdersController] })
export class OrderModule {}
