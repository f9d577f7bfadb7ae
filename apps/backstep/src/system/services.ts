import type { Type } from '@nestjs/common';
import { NOTIFICATION, NotificationModule } from '#notification';
import { ORDER, OrderModule } from '#order';
import type { ParticipantOptions } from '#participant';
import { USER, UserModule } from '#user';
import type { ServiceName } from './part-names.js';

export interface Service {
  readonly module: Type;
  readonly options: ParticipantOptions;
  /** Where it serves HTTP unless it is told otherwise. */
  readonly port: number;
}

/** The example services. */
export const SERVICES = {
  user: { module: UserModule, options: USER, port: 8081 },
  order: { module: OrderModule, options: ORDER, port: 8082 },
  notification: { module: NotificationModule, options: NOTIFICATION, port: 8084 },
} as const satisfies Readonly<Record<ServiceName, Service>>;

export const ORCHESTRATOR_PORT = 8080;
