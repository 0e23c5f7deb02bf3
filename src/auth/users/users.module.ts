import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Clock } from '../../kernel';
import { SecretKeys } from '../../secrets';
import { WindowsModule } from '../../windows';
import { KeysModule } from '../keys/keys.module';
import { LoginLimits } from '../sessions/login-limits';
import { LoginService } from '../sessions/login.service';
import { SessionStore } from '../sessions/session.store';
import { Sessions, SessionStores } from '../sessions/sessions';
import { RevokedTokens } from '../tokens/revoked-tokens';
import { TokenKeys } from '../tokens/token-keys';
import { Tokens } from '../tokens/tokens';
import { Passwords } from './passwords';
import { UserAdministration } from './user-administration';
import { UserDirectory } from './user-directory';
import { UserStore } from './user.store';

/** People who log in: their passwords, their tokens, and how long these are good. */
@Module({
  imports: [KeysModule, JwtModule.register({}), WindowsModule],
  providers: [
    Clock,
    {
      provide: TokenKeys,
      inject: [SecretKeys],
      useFactory: (keys: SecretKeys) => new TokenKeys(keys),
    },
    Tokens,
    RevokedTokens,
    Passwords,
    UserStore,
    UserDirectory,
    UserAdministration,
    SessionStore,
    SessionStores,
    Sessions,
    LoginLimits,
    LoginService,
  ],
  exports: [LoginService, RevokedTokens, Sessions, Tokens, UserAdministration, UserDirectory],
})
export class UsersModule {}
