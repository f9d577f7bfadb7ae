import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { Api } from './api.js';

@Controller('health')
export class HealthController {
  constructor(@Inject(Api) private readonly api: Api) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  /** 503 while the views cannot be asked, or do not follow the log. */
  @Get('ready')
  async ready() {
    try {
      await this.api.check();
    } catch (error) {
      throw new ServiceUnavailableException({ status: 'not ready', because: (error as Error).message });
    }
    return { status: 'ok' };
  }
}
