import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel';
import { Passwords } from '../users/passwords';
import { USERNAME } from '../users/user';
import { UserStore } from '../users/user.store';
import { LoginLimits } from './login-limits';
import { Sessions, type TokenAnswer } from './sessions';

/** From a name and a password, or a refresh token, to tokens. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UserStore,
    private readonly passwords: Passwords,
    private readonly limits: LoginLimits,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Unknown users and wrong passwords are answered alike, in words and in time.
   * @throws GatewayError `credential_invalid`, `rate_limited`, `overloaded` or `store_unavailable`
   */
  async logIn(username: string, password: string, address: string): Promise<TokenAnswer> {
    await this.limits.requireOpen(address, username);
    const user = await this.passwords.inTurn(async () => {
      // Asked again, because those before it in the queue may have failed.
      await this.limits.requireOpen(address, username);
      const named = USERNAME.test(username) ? await this.users.named(username) : undefined;
      if (await this.passwords.compare(password, named?.passwordHash)) return named;
      await this.limits.noteFailure(address, username);
      return undefined;
    });
    const answer = user === undefined ? undefined : await this.sessions.open(user);
    if (answer === undefined)
      throw new GatewayError('credential_invalid', 'The user name or the password is wrong');
    return answer;
  }

  /** Raises as `logIn` does, and `credential_expired`. */
  async refresh(token: string, address: string): Promise<TokenAnswer> {
    await this.limits.requireOpen(address);
    try {
      return await this.sessions.refresh(token);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'credential_invalid')
        await this.limits.noteFailure(address);
      throw error;
    }
  }
}
