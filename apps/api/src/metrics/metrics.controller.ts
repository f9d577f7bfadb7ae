import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { admit } from '../access/door.js';
import { Api } from '../api.js';
import type { HttpReply, HttpRequest } from '../wire/http.js';

@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Api) private readonly api: Api) {}

  @Get()
  async metrics(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    await admit(this.api.door, request, { role: 'reader', action: 'GetMetrics', basic: true });
    const { contentType, text } = await this.api.metrics();
    reply.header('content-type', contentType).send(Buffer.from(text));
  }
}
