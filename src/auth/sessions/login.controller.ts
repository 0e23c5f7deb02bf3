import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Reads } from '../../http';
import { Access } from '../access';
import { callerOf } from '../caller-of';
import { LoginDto, RefreshDto } from './login.dto';
import { LoginService } from './login.service';
import { Sessions, type TokenAnswer } from './sessions';

/** Logging in, staying so, and out. Failures have limits of their own, so the quota is spared. */
@Controller()
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly sessions: Sessions,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Access({ public: true, quota: 'free' })
  @Reads('json', 'form')
  logIn(@Body() { username, password }: LoginDto, @Req() { context }: Request): Promise<TokenAnswer> {
    return this.logins.logIn(username, password, context.clientAddress);
  }

  @Post('token/refresh')
  @HttpCode(200)
  @Access({ public: true, quota: 'free' })
  @Reads('json', 'form')
  refresh(@Body() body: RefreshDto, @Req() { context }: Request): Promise<TokenAnswer> {
    return this.logins.refresh(body.refresh_token, context.clientAddress);
  }

  /** Ends the token that was presented and the log-in behind it. A key has nothing to log out of, and stays. */
  @Post('logout')
  @HttpCode(204)
  @Access({ atLeast: 'readonly', viewer: true, quota: 'free' })
  logOut(@Req() request: Request): Promise<void> {
    return this.sessions.logOut(callerOf(request));
  }
}
