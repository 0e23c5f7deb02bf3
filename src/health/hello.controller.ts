import { Controller, Head, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Access } from '../auth';

/** What Claude Code asks to see whether anybody is there: an empty 200 for anyone. */
@Controller()
export class HelloController {
  @Head()
  @Access({ public: true, quota: 'free' })
  root(@Res() response: Response): void {
    response.writeHead(200, ['Content-Length', '0', 'Cache-Control', 'no-store']).end();
  }

  @Head('api/hello')
  @Access({ public: true, quota: 'free' })
  hello(@Res() response: Response): void {
    this.root(response);
  }
}
